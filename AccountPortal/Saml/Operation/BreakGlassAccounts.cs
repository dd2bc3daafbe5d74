using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>How an appointment went.</summary>
public enum BreakGlassOutcome
{
    Done,

    /// <summary>It is so already.</summary>
    Unchanged,
    NotFound,

    /// <summary>The account could not be used in an emergency.</summary>
    Unfit,

    /// <summary>A domain is enforced, and nobody else could get in without it.</summary>
    Last,
}

/// <summary>An administrator, and whether the account is kept for emergencies. <paramref name="Problem"/>: why it could not be used in one; <c>null</c>: it could.</summary>
public sealed record BreakGlassRow(Guid Id, string Email, bool IsBreakGlass, string? Problem)
{
    public bool IsUsable => IsBreakGlass && Problem is null;
}

/// <summary>
/// The accounts that open with password and second factor even where a company's sign-in is the only one: administrators' own, which no company looks after. While a
/// domain is enforced there is always one.
/// </summary>
public sealed class BreakGlassAccounts(PortalDbContext db, Administrators administrators, SecondFactors factors, AdministratorMail mail, OperationLetters letters, SecurityEvents events)
{
    /// <summary>All administrators, by address; then those that are none any more and were kept for emergencies, so that they can be withdrawn.</summary>
    public async Task<IReadOnlyList<BreakGlassRow>> AllAsync(CancellationToken cancellationToken)
    {
        var rows = new List<BreakGlassRow>();
        foreach (var administrator in await administrators.AllAsync(cancellationToken))
        {
            var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == administrator.Id, cancellationToken);
            rows.Add(new(account.Id, administrator.Email, account.IsBreakGlass, await ProblemAsync(account, administrator.IsPendingDeletion, cancellationToken)));
        }

        Guid[] listed = [.. rows.Select(row => row.Id)];
        var former = await db.Users.Where(row => row.IsBreakGlass && !listed.Contains(row.Id)).OrderBy(row => row.Email).Select(row => new { row.Id, row.Email }).ToListAsync(cancellationToken);
        return [.. rows, .. former.Select(row => new BreakGlassRow(row.Id, row.Email!, true, "The account is not an administrator's any more."))];
    }

    /// <summary>How many could be used now.</summary>
    public async Task<int> UsableAsync(CancellationToken cancellationToken) => (await AllAsync(cancellationToken)).Count(row => row.IsUsable);

    /// <summary>Whether nobody could get in past a company's sign-in that is enforced once that account is gone. It holds after <see cref="WaitForTurnAsync"/>.</summary>
    public async Task<bool> IsLastAsync(Guid id, CancellationToken cancellationToken) =>
        await IsAnyEnforcedAsync(cancellationToken) && (await AllAsync(cancellationToken)).Where(row => row.IsUsable).Select(row => row.Id).ToList() is [var only] && only == id;

    /// <summary>
    /// Tells every administrator where the account that is about to become unusable is the last one: its owner says that a stranger has it, so it is not refused. In the
    /// caller's transaction, before the change; the caller saves.
    /// </summary>
    public async Task TellIfLastAsync(Account account, CancellationToken cancellationToken)
    {
        if (account.IsBreakGlass && await IsLastAsync(account.Id, cancellationToken))
        {
            await mail.AddAsync(reader => letters.BreakGlassGone(reader, account), cancellationToken);
        }
    }

    /// <summary>
    /// Waits until nobody else enforces a domain or withdraws an emergency account, until the caller's transaction ends: of two who do, the second finds what the first did.
    /// </summary>
    public Task WaitForTurnAsync(CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('break-glass', 0))", cancellationToken);

    public async Task<BreakGlassOutcome> AppointAsync(HttpContext context, Guid id, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await WaitForTurnAsync(cancellationToken);
        if ((await AllAsync(cancellationToken)).SingleOrDefault(row => row.Id == id) is not { } row || await db.LockedAccountAsync(id, cancellationToken) is not { } account)
        {
            return BreakGlassOutcome.NotFound;
        }

        if (row is { IsBreakGlass: true } or { Problem: not null })
        {
            return row.IsBreakGlass ? BreakGlassOutcome.Unchanged : BreakGlassOutcome.Unfit;
        }

        account.IsBreakGlass = true;
        events.Add(db, context, EventKind.BreakGlassAppointed, EventOutcome.Success, id, details: details);
        await mail.AddAsync(reader => letters.BreakGlassAppointed(reader, account), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return BreakGlassOutcome.Done;
    }

    public async Task<BreakGlassOutcome> WithdrawAsync(HttpContext context, Guid id, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await WaitForTurnAsync(cancellationToken);
        if (await db.LockedAccountAsync(id, cancellationToken) is not { } account)
        {
            return BreakGlassOutcome.NotFound;
        }

        if (!account.IsBreakGlass)
        {
            return BreakGlassOutcome.Unchanged;
        }

        if (await IsLastAsync(id, cancellationToken))
        {
            return BreakGlassOutcome.Last;
        }

        account.IsBreakGlass = false;
        events.Add(db, context, EventKind.BreakGlassWithdrawn, EventOutcome.Success, id, details: details);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return BreakGlassOutcome.Done;
    }

    /// <summary>Whether anybody has a company as the only way in.</summary>
    public Task<bool> IsAnyEnforcedAsync(CancellationToken cancellationToken) => db.SamlDomains.AnyAsync(row => row.EnforcedAt != null && row.VerifiedAt != null, cancellationToken);

    // Not "is it locked out by its company", for it is excluded from that: what it has of its own has to be enough.
    private async Task<string?> ProblemAsync(Account account, bool isPendingDeletion, CancellationToken cancellationToken) => account switch
    {
        { LockedAt: not null } => "The account is locked.",
        _ when isPendingDeletion => "The account is to be deleted.",
        { PasswordHash: null } => "The account has no password.",
        _ when !await factors.HasAsync(account, cancellationToken) => "The account has no second factor.",
        _ when await db.SamlIdentities.AnyAsync(row => row.UserId == account.Id, cancellationToken) => "A company's sign-in opens the account.",
        _ => null,
    };
}
