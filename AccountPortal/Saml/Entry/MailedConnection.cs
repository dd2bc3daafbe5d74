using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Saml.Providers;
using AccountPortal.Security;

namespace AccountPortal.Saml.Entry;

/// <summary>Mails the owner of an account without a password what stands in for it. It counts only in a browser with an answer of the company's that is about that account.</summary>
public sealed class MailedConnection(PortalDbContext db, EmailTokens tokens, Throttles throttles, Outbox outbox, SamlLetters letters)
{
    /// <summary>As long as the answer waits for it.</summary>
    public static readonly TimeSpan Lifetime = SamlAnswers.Lifetime;

    private static readonly ThrottleRule PerAccount = new("saml-connect/account", 5, TimeSpan.FromMinutes(12));

    /// <summary><c>null</c> where it is sent, otherwise how long until another one may be.</summary>
    public async Task<TimeSpan?> SendAsync(SamlProvider provider, Account account, CancellationToken cancellationToken)
    {
        if (await throttles.TakeAsync(PerAccount, account.Id.ToString(), cancellationToken) is { } wait)
        {
            return wait;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Of two at once the later one ends the link of the earlier, and the address does not change in between.
        if (await db.LockedAccountAsync(account.Id, cancellationToken) is { } locked && locked.Email == account.Email)
        {
            var token = await tokens.IssueAsync(locked.Id, locked.Email!, Lifetime, cancellationToken, TokenPurpose.ConnectCompany);
            outbox.Add(db, letters.Connect(locked, provider.Slug, provider.Name, token));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return null;
    }
}
