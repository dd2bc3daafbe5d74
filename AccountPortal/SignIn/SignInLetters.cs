using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.SignIn;

/// <summary>What sign-in writes to people.</summary>
public sealed class SignInLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    public Letter Locked(Account account) => new(account, $"Many failed sign-ins at {branding.Value.Name}",
    [
        $"Somebody tried to sign in to your {branding.Value.Name} account many times without the right password. We slowed down tries from that network for a while.",
        "If it was you: wait a few minutes, or set a new password. If it wasn't: your password held. Make sure that you use it nowhere else.",
    ])
    {
        Button = new LetterButton("Set a new password", publicUrl.To("/forgot-password")),
        Footnote = "You can still sign in from your own network as usual.",
    };
}
