using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passkeys;

/// <summary>What is written to people about their passkeys (ASVS 6.3.7).</summary>
public sealed class PasskeyLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private string Product => branding.Value.Name;

    public Letter Added(Account account, string name, IReadOnlyList<LetterFact> facts) => new(account, $"A passkey was added to your {Product} account",
    [
        $"A passkey was added to your {Product} account. Whoever has it can sign in with it, without your password.",
        "If it was you, there is nothing to do. If it wasn't, remove the passkey, then set a new password: it signs out whoever did it.",
    ])
    {
        Facts = [new LetterFact("Passkey", PlainText.OneLine(name)), .. facts],
        Button = Look,
    };

    /// <summary><paramref name="hadCodes"/>: it was the last factor, and its recovery codes went with it.</summary>
    public Letter Removed(Account account, string name, bool hadCodes, IReadOnlyList<LetterFact> facts) => new(account, $"A passkey was removed from your {Product} account",
    [
        $"A passkey was removed from your {Product} account. It does not sign you in any more.{(hadCodes ? " It was the last one, so your recovery codes don't work any more either." : "")}",
        "If it was you, there is nothing to do. If it wasn't, set a new password now (\"Forgot password\" on the sign-in page): it signs out whoever did it.",
    ])
    {
        Facts = [new LetterFact("Passkey", PlainText.OneLine(name)), .. facts],
        Button = Look,
    };

    public Letter Copied(Account account, string? name, IReadOnlyList<LetterFact> facts) => new(account, $"A passkey of your {Product} account may have been copied",
    [
        $"Somebody used a passkey of your {Product} account, and its counter was behind: it had been used more often before. That is how a copy of a passkey gives itself away. We let nobody in.",
        "If you did not just restore a device from a backup, remove that passkey and make a new one.",
    ])
    {
        Facts = [.. name is null ? [] : new[] { new LetterFact("Passkey", PlainText.OneLine(name)) }, .. facts],
        Button = Look,
    };

    private LetterButton Look => new("Look at your passkeys", publicUrl.To("/account/passkeys"));
}
