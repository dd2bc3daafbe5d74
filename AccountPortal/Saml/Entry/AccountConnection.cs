using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Mail;
using AccountPortal.Saml.Providers;
using AccountPortal.SignIn;
using AccountPortal.StepUp;
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
    PortalDbContext db, Administrators administrators, StepUpMethods methods, StepUpLimits limits, SecurityEvents events, Outbox outbox, SamlLetters letters, TimeProvider clock)
{
    /// <summary>Whether its owner may connect it at all.</summary>
    public async Task<bool> MayAsync(SamlProvider provider, Account account, CancellationToken cancellationToken) =>
        account is { EmailConfirmed: true, LockedAt: null, IsBreakGlass: false, PasswordHash: not null }
        && !(await administrators.AllAsync(cancellationToken)).Any(one => one.Id == account.Id)
        && !await db.SamlIdentities.AnyAsync(row => row.UserId == account.Id && row.ProviderId == provider.Id, cancellationToken);

    public Task<bool> WantsCodeAsync(Account account, CancellationToken cancellationToken) => methods.HasSecondFactorAsync(account, cancellationToken);

    /// <summary>Connects the two for whoever brings the password and, where there is one, the second factor.</summary>
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

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(before.Id, cancellationToken) is not { } account || account.SecurityStamp != before.SecurityStamp || !await MayAsync(provider, account, cancellationToken))
        {
            return new(ConnectionOutcome.Refused);
        }

        var now = clock.GetUtcNow();
        var rows = await db.Database.ExecuteSqlAsync(
            $"""
            insert into saml_identities (id, provider_id, key, user_id, made_account, created_at, email, groups, roles)
            values ({Guid.CreateVersion7(now)}, {provider.Id}, {person.Key}, {account.Id}, false, {now}, {person.Email}, {Array.Empty<string>()}, {Array.Empty<string>()})
            on conflict do nothing
            """,
            cancellationToken);
        if (rows == 0)
        {
            return new(ConnectionOutcome.Refused);
        }

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
