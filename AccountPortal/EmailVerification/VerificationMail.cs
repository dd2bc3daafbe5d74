using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.EmailVerification;

/// <summary>The mail that asks somebody to prove their address.</summary>
public sealed class VerificationMail(
    EmailTokens tokens, Outbox outbox, PublicUrl publicUrl, IOptions<EmailVerificationSettings> settings, IOptions<BrandingOptions> branding)
{
    /// <summary>Adds the mail with a fresh link to <paramref name="db"/>; the caller saves. Earlier links of the account end.</summary>
    public async Task AddAsync(PortalDbContext db, Account account, CancellationToken cancellationToken)
    {
        var lifetime = settings.Value.TokenLifetime;
        var token = await tokens.IssueAsync(account.Id, account.Email!, lifetime, cancellationToken, TokenPurpose.SignUp, TokenPurpose.ChangeEmail);
        outbox.Add(db, new Letter(account, $"Confirm your email address for {branding.Value.Name}",
        [
            $"Somebody, most likely you, signed up for {branding.Value.Name} with this address.",
            $"Open the page below and enter the password that you chose. The link works once, within {Duration.InWords(lifetime)}.",
        ])
        {
            Button = new LetterButton("Confirm my address", publicUrl.To($"/verify-email?token={token}")),
            Footnote = "If it wasn't you, do nothing: without your confirmation nobody can use this address.",
        });
    }
}
