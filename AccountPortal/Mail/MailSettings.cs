using System.Net.Mail;
using AccountPortal.Accounts;
using AccountPortal.Settings;

namespace AccountPortal.Mail;

/// <summary>Who mails come from and which server takes them.</summary>
public sealed class MailSettings : ISettings
{
    private const string DevelopmentSender = "Account Portal <portal@localhost>";

    public static string Section => "Mail";

    [Setting("Who mails come from: an address, with or without a name (Acme Accounts <accounts@acme.example>). Production needs it.")]
    public string? From { get; init; }

    public SmtpSettings Smtp { get; init; } = new();

    public MailAddress Sender() => new(Written(From) ?? DevelopmentSender);

    public void Validate(SettingsCheck check)
    {
        var isAddress = Written(From) is { } from ? IsAddress(from, check.IsDevelopment) : check.IsDevelopment;
        check.That(isAddress, nameof(From), From, "the address that mails come from, such as Acme Accounts <accounts@acme.example>");
        Smtp.Validate(check);
    }

    /// <summary>An empty value, which is how an environment variable is unset in many places, is none.</summary>
    internal static string? Written(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static bool IsAddress(string text, bool isDevelopment) =>
        !text.Any(char.IsControl) && MailAddress.TryCreate(text, out var address)
        // Of a list the framework takes the last address and calls it by the others.
        && (text == address.Address || text.EndsWith('>'))
        && (isDevelopment ? System.Text.Ascii.IsValid(address.Address) : EmailAddress.TryParse(address.Address, out _));
}
