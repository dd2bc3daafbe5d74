using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.SignUp;

/// <summary>What sign-up writes to people.</summary>
public sealed class SignUpLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    public Letter AlreadyKnown(EmailAddress email) => new(email.Value, $"You already have an account at {branding.Value.Name}",
    [
        $"Somebody, most likely you, tried to sign up for {branding.Value.Name} with this address. It already has an account, so nothing was changed.",
        "Sign in as usual. If you don't remember your password, you can set a new one from the sign-in page.",
    ])
    {
        Button = new LetterButton("Sign in", publicUrl.To("/sign-in")),
        Footnote = "If it wasn't you, do nothing: whoever tried it was not told that the account exists.",
    };
}
