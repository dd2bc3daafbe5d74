using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Saml.Providers;
using AccountPortal.SignIn;
using AccountPortal.StepUp;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

public enum ConnectionOutcome
{
    Connected,

    /// <summary>The proof was not right, or not whole.</summary>
    Wrong,
    Throttled,

    /// <summary>The account may not be opened by a company, or changed meanwhile.</summary>
    Refused,
}

public sealed record ConnectionResult(ConnectionOutcome Outcome, Account? Account = null, TimeSpan Wait = default);

/// <summary>
/// Lets a company's sign-in open an account that was there before: only with all that its owner signs in with, never silently, and never an
/// administrator's or one that is kept for emergencies.
/// </summary>
public sealed class AccountConnection(
    PortalDbContext db, SamlOpening opening, Administrators administrators, SecondFactors factors, StepUpMethods methods, StepUpLimits limits, EmailTokens tokens, SecurityEvents events, Outbox outbox, SamlLetters letters, TimeProvider clock)
{
    /// <summary>Whether its owner may connect it at all.</summary>
    public async Task<bool> MayAsync(SamlProvider provider, Account account, CancellationToken cancellationToken) =>
        account is { EmailConfirmed: true, LockedAt: null, IsBreakGlass: false }
        && (account.PasswordHash is not null || !await factors.HasAsync(account, cancellationToken))
        && !(await administrators.AllAsync(cancellationToken)).Any(one => one.Id == account.Id);

    /// <summary>
    /// Whether a mail to its address stands in for the password: for an account that has nothing of its own to sign in with, as companies make them. Not where the
    /// company says by a name of the same kind that this is somebody else: an address that passed on.
    /// </summary>
    public async Task<bool> MayByMailAsync(SamlProvider provider, SamlPerson person, Account account, CancellationToken cancellationToken) =>
        account.PasswordHash is null
        && await MayAsync(provider, account, cancellationToken)
        && !(await db.SamlIdentities.Where(row => row.UserId == account.Id && row.ProviderId == provider.Id).Select(row => row.Key).ToListAsync(cancellationToken))
            .Exists(former => person.IsKindOf(former, provider.Mapping));

    public Task<bool> WantsCodeAsync(Account account, CancellationToken cancellationToken) => methods.HasSecondFactorAsync(account, cancellationToken);

    /// <summary>
    /// Connects the two for whoever brings the password and, where there is one, the second factor. The name that the company had for the person before, if any,
    /// opens the account no longer.
    /// </summary>
    public async Task<ConnectionResult> ConnectAsync(HttpContext context, SamlProvider provider, SamlPerson person, Account before, StepUpProof proof, CancellationToken cancellationToken)
    {
        if (await limits.TakeAsync(before.Id, proof, cancellationToken) is { } wait)
        {
            return new(ConnectionOutcome.Throttled, Wait: wait);
        }

        if (!await IsRightAsync(context, before, proof, cancellationToken))
        {
            return new(ConnectionOutcome.Wrong);
        }

        return await StoreAsync(context, provider, person, before, MayAsync, cancellationToken);
    }

    /// <summary>The same for whoever brings the link that was mailed to the account's address, which is used up.</summary>
    public async Task<ConnectionResult> ConnectAsync(HttpContext context, SamlProvider provider, SamlPerson person, Account before, EmailToken token, CancellationToken cancellationToken) =>
        await StoreAsync(
            context, provider, person, before,
            async (_, account, _) => token.UserId == account.Id && token.Email == account.Email && await MayByMailAsync(provider, person, account, cancellationToken) && await tokens.UseAsync(token, cancellationToken),
            cancellationToken);

    private async Task<ConnectionResult> StoreAsync(
        HttpContext context, SamlProvider provider, SamlPerson person, Account before, Func<SamlProvider, Account, CancellationToken, Task<bool>> may, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!EmailAddress.TryParse(before.Email, out var own) || !await opening.HoldAsync(provider, own.Domain, cancellationToken))
        {
            return new(ConnectionOutcome.Refused);
        }

        // As the making of an account does: the name is nobody else's at the look and at the change.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"saml:{provider.Id} {person.Key}"}, 0))", cancellationToken);
        if (await db.LockedAccountAsync(before.Id, cancellationToken) is not { } account || account.SecurityStamp != before.SecurityStamp || !await may(provider, account, cancellationToken))
        {
            return new(ConnectionOutcome.Refused);
        }

        if (await db.SamlIdentities.AnyAsync(row => row.ProviderId == provider.Id && row.Key == person.Key, cancellationToken))
        {
            return new(ConnectionOutcome.Refused);
        }

        // What the groups gave stays with the row, so that they can still take it back.
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into saml_identities (id, provider_id, key, user_id, made_account, created_at, email, groups, roles)
            values ({Guid.CreateVersion7(now)}, {provider.Id}, {person.Key}, {account.Id}, false, {now}, {person.Email}, {Array.Empty<string>()}, {Array.Empty<string>()})
            on conflict (user_id, provider_id) do update set key = excluded.key, email = excluded.email
            """,
            cancellationToken);

        events.Add(db, context, EventKind.CompanyConnected, EventOutcome.Success, account.Id, details: new() { ["company"] = provider.Name });
        outbox.Add(db, letters.Connected(account, provider.Name));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(ConnectionOutcome.Connected, account);
    }

    // Each that is set up, password and second factor: a step-up takes one of them, but this opens another door for good.
    private async Task<bool> IsRightAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken)
    {
        var wantsSecond = await methods.HasSecondFactorAsync(account, cancellationToken);
        var (hasPassword, hasSecond) = (false, false);
        // The password first: a code is not used up for a wrong one.
        foreach (var method in methods.All.OrderBy(method => AuthMethod.IsSecondFactor(method.Method)))
        {
            if (!hasPassword && AuthMethod.IsSecondFactor(method.Method))
            {
                return false;
            }

            if (await method.CheckAsync(context, account, proof, cancellationToken) == true)
            {
                (hasPassword, hasSecond) = (hasPassword || method.Method == AuthMethod.Password, hasSecond || AuthMethod.IsSecondFactor(method.Method));
                await limits.ForgiveAsync(account.Id, method.Method, cancellationToken);
            }
        }

        return hasPassword && (hasSecond || !wantsSecond);
    }
}
