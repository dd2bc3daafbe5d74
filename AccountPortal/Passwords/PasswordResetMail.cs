using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passwords;

/// <summary>The mail with the link that sets a new password.</summary>
public sealed class PasswordResetMail(EmailTokens tokens, Outbox outbox, PasswordLetters letters, IOptions<PasswordResetSettings> settings)
{
    /// <summary>Adds the mail with a fresh link to <paramref name="db"/>; the caller saves. Earlier reset links of the account end.</summary>
    public async Task AddAsync(PortalDbContext db, Guid userId, string email, CancellationToken cancellationToken, bool byAdministrator = false)
    {
        var token = await tokens.IssueAsync(userId, email, settings.Value.TokenLifetime, cancellationToken, TokenPurpose.ResetPassword);
        outbox.Add(db, byAdministrator ? letters.ResetByAdministrator(email, token) with { AccountId = userId } : letters.Reset(email, token) with { AccountId = userId });
    }
}
