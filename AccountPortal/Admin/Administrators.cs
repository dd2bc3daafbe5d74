using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Admin;

/// <summary>How a change of somebody's role went.</summary>
public enum RoleOutcome
{
    Changed,

    /// <summary>It was so already.</summary>
    Unchanged,
    NoAccount,

    /// <summary>The account's address is not proven: whoever made it need not be who reads that mailbox.</summary>
    Unproven,
}

/// <summary>One administrator; <paramref name="IsGranted"/>: by a command, otherwise by the settings alone.</summary>
public sealed record Administrator(Guid Id, string Email, bool IsGranted, bool IsInSettings, bool IsLocked, bool IsPendingDeletion);

/// <summary>Who has the role, and the change of it.</summary>
public sealed class Administrators(PortalDbContext db, SessionEnding ending, SecurityEvents events, TimeProvider clock, IOptions<AdminSettings> settings)
{
    /// <summary>All of them, locked ones included, by address.</summary>
    public async Task<IReadOnlyList<Administrator>> AllAsync(CancellationToken cancellationToken)
    {
        var named = settings.Value.NormalizedEmails();
        var granted = db.UserRoles.Where(link => db.Roles.Any(role => role.Id == link.RoleId && role.NormalizedName == AdminRole.Normalized)).Select(link => link.UserId);
        // The few that it may be, by their keys: nobody walks through all accounts to find them.
        var few = granted.Union(db.Users.Where(account => named.Contains(account.NormalizedEmail!)).Select(account => account.Id));
        var rows = await db.Users
            .Where(account => account.EmailConfirmed && few.Contains(account.Id))
            .Select(account => new
            {
                account.Id,
                Email = account.Email!,
                IsGranted = granted.Contains(account.Id),
                IsInSettings = named.Contains(account.NormalizedEmail!),
                IsLocked = account.LockedAt != null,
                IsPendingDeletion = db.DeletionRequests.Any(request => request.UserId == account.Id),
            })
            .OrderBy(account => account.Email)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new Administrator(row.Id, row.Email, row.IsGranted, row.IsInSettings, row.IsLocked, row.IsPendingDeletion))];
    }

    /// <summary>Whether that account is one of them.</summary>
    public async Task<bool> IncludeAsync(Guid userId, CancellationToken cancellationToken) => (await AllAsync(cancellationToken)).Any(one => one.Id == userId);

    /// <summary>
    /// Waits until nobody else is about to take an administrator away, until the caller's transaction ends; before its lock of the account. Of two who
    /// lock each other, or both delete themselves, the second finds the first one gone.
    /// </summary>
    public Task WaitForTurnAsync(CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('account-locking', 0))", cancellationToken);

    /// <summary>
    /// Whether nobody else could administer anything once that account is gone: who is locked or waits for their deletion cannot. The account itself may be
    /// waiting for it. It holds after <see cref="WaitForTurnAsync"/>.
    /// </summary>
    public async Task<bool> IsLastAsync(Guid userId, CancellationToken cancellationToken)
    {
        var all = (await AllAsync(cancellationToken)).Where(one => !one.IsLocked).ToList();
        return all.Any(one => one.Id == userId) && all.All(one => one.Id == userId || one.IsPendingDeletion);
    }

    public Task<RoleOutcome> GrantAsync(EmailAddress email, CancellationToken cancellationToken) => ChangeAsync(email, EventKind.RoleGranted, AddAsync, cancellationToken);

    public Task<RoleOutcome> RevokeAsync(EmailAddress email, CancellationToken cancellationToken) => ChangeAsync(email, EventKind.RoleRevoked, RemoveAsync, cancellationToken);

    private async Task<RoleOutcome> ChangeAsync(EmailAddress email, string kind, Func<Guid, CancellationToken, Task<bool>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The address first: nobody else's account takes it between the look and the change.
        await db.LockAddressAsync(email, cancellationToken);
        var id = await db.Users.Where(row => row.NormalizedEmail == email.Normalized).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        if (id is null || await db.LockedAccountAsync(id.Value, cancellationToken) is not { } account)
        {
            return RoleOutcome.NoAccount;
        }

        if (!account.EmailConfirmed && kind == EventKind.RoleGranted)
        {
            return RoleOutcome.Unproven;
        }

        if (!await change(account.Id, cancellationToken))
        {
            return RoleOutcome.Unchanged;
        }

        // The way round a company's sign-in is an administrator's alone.
        if (kind == EventKind.RoleRevoked && account.IsBreakGlass && !settings.Value.Covers(account.Email!, account.EmailConfirmed, isBySaml: false))
        {
            account.IsBreakGlass = false;
            events.AddWithoutRequest(db, EventKind.BreakGlassWithdrawn, account.Id, new() { ["by"] = "command" });
        }

        // A change of privilege from elsewhere: no answer could carry a new key to these browsers, so their sessions end (P5).
        await ending.EndAllAsync(account.Id, null, EndReason.RoleChanged, null, cancellationToken);
        events.AddWithoutRequest(db, kind, account.Id, new() { ["role"] = AdminRole.Name, ["by"] = "command" });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return RoleOutcome.Changed;
    }

    private async Task<bool> AddAsync(Guid userId, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into roles (id, name, normalized_name, concurrency_stamp) values ({id}, {AdminRole.Name}, {AdminRole.Normalized}, {id.ToString()})
            on conflict do nothing
            """,
            cancellationToken);
        return await db.Database.ExecuteSqlAsync(
            $"insert into user_roles (user_id, role_id) select {userId}, id from roles where normalized_name = {AdminRole.Normalized} on conflict do nothing",
            cancellationToken) == 1;
    }

    private async Task<bool> RemoveAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Set<IdentityUserRole<Guid>>()
            .Where(link => link.UserId == userId && db.Roles.Any(role => role.Id == link.RoleId && role.NormalizedName == AdminRole.Normalized))
            .ExecuteDeleteAsync(cancellationToken) == 1;
}
