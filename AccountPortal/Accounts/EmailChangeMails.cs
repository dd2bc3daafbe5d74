using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Accounts;

/// <summary>The token and the mails of a change of address that is under way.</summary>
public sealed class EmailChangeMails(
    PortalDbContext db, EmailTokens tokens, Outbox outbox, EmailLetters letters, ChangeFacts facts, IOptions<EmailVerificationSettings> settings)
{
    /// <summary>
    /// Adds what tells both addresses of the request; the caller saves. Where the new address belongs to somebody the token is made all the same and
    /// its link reaches nobody: whoever asks sees the same pending change (P9).
    /// </summary>
    public async Task AddAsync(HttpContext context, Account account, EmailAddress newEmail, bool isMailed, CancellationToken cancellationToken)
    {
        var lifetime = settings.Value.TokenLifetime;
        var token = await tokens.IssueAsync(account.Id, newEmail.Value, lifetime, cancellationToken, TokenPurpose.ChangeEmail, TokenPurpose.SignUp);
        var holder = await db.Users.Where(other => other.NormalizedEmail == newEmail.Normalized && other.EmailConfirmed).Select(other => (Guid?)other.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (isMailed)
        {
            outbox.Add(db, (holder is null ? letters.Confirm(newEmail, token, lifetime) : letters.AlreadyUsed(newEmail)) with { AccountId = holder ?? account.Id });
        }

        // An address that was never proven may be a stranger's, whom this does not concern.
        if (account.EmailConfirmed)
        {
            outbox.Add(db, letters.Requested(account, newEmail, facts.Of(context, account)));
        }
    }
}
