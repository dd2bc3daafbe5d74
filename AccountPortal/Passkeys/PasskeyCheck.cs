using System.Runtime.ExceptionServices;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passkeys;

/// <summary>Checks a passkey's answer; sign-in and confirming share it.</summary>
public sealed class PasskeyCheck(IPasskeyHandler<Account> handler, PasskeyChallenges challenges, PasskeyCopies copies, PortalDbContext db, TimeProvider clock)
{
    /// <summary>
    /// The account whose passkey answered rightly; <c>null</c> where it did not. <paramref name="accountId"/>: whose it has to be, where that is
    /// known. The challenge is used up and the counter moved, whatever the caller goes on to do; nothing of it waits for the caller to save.
    /// </summary>
    public async Task<Account?> RunAsync(HttpContext context, string purpose, Guid? accountId, string answerJson, CancellationToken cancellationToken)
    {
        if (await challenges.TakeAsync(context, purpose, accountId, answerJson, cancellationToken) is not { } state)
        {
            return null;
        }

        var result = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = answerJson, AssertionState = state });
        result.Failure.ThrowIfOutage();
        return result.Succeeded && (accountId is null || accountId == result.User.Id) && await CountAsync(context, result.User, result.Passkey, cancellationToken) ? result.User : null;
    }

    /// <summary>
    /// Compares and sets the counter in one statement: of two copies that answer at the same moment one passes (WebAuthn, 6.1.1). Passkeys that
    /// are synced have none and always say 0. A passkey that was removed meanwhile does not pass either.
    /// </summary>
    private async Task<bool> CountAsync(HttpContext context, Account account, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var (id, count) = (passkey.CredentialId, (long)passkey.SignCount);
        var rows = await db.Database.ExecuteSqlAsync(
            $$"""
            update user_passkeys set sign_count = {{count}}, last_used_at = {{clock.GetUtcNow()}}, data = jsonb_set(data, '{IsBackedUp}', to_jsonb({{passkey.IsBackedUp}}))
            where credential_id = {{id}} and user_id = {{account.Id}} and (sign_count < {{count}} or (sign_count = 0 and {{count}} = 0))
            """,
            cancellationToken);
        if (rows == 0 && await db.UserPasskeys.AnyAsync(row => row.CredentialId == id, cancellationToken))
        {
            await copies.TellAsync(context, account, passkey.Name, cancellationToken);
        }

        return rows == 1;
    }
}

internal static class PasskeyFailure
{
    /// <summary>Identity takes whatever goes wrong for a wrong answer; a database that is gone is none (P3).</summary>
    public static void ThrowIfOutage(this PasskeyException? failure)
    {
        if (failure?.InnerException is { } inner && Outage.IsOne(inner))
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }
}
