using AccountPortal.Settings;

namespace AccountPortal.Mail;

/// <summary>The server that takes the mails. Without a host, which only development allows, they stay in the mailbox at /dev/mail.</summary>
public sealed class SmtpSettings
{
    private const int ImplicitTlsPort = 465;

    [Setting("The server that takes the mails. Without one, which only development allows, they stay in the mailbox at /dev/mail.")]
    public string? Host { get; init; }

    [Setting("The port of that server; it has to speak STARTTLS there.")]
    public int Port { get; init; } = 587;

    [Setting("The name that the portal signs in to it with, if it wants one.")]
    public string? User { get; init; }

    [Setting("The password that belongs to the name.")]
    public string? Password { get; init; }

    [Setting("Encrypts with STARTTLS, and sends nothing to a server that does not offer it.")]
    public bool StartTls { get; init; } = true;

    [Setting("How long one mail may take, from connecting to the server's last word.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    internal bool HasHost => MailSettings.Written(Host) is not null;

    internal bool HasUser => MailSettings.Written(User) is not null;

    internal void Validate(SettingsCheck check)
    {
        var hasPassword = !string.IsNullOrEmpty(Password);
        check.That(
            HasHost ? Uri.CheckHostName(Host!.Trim()) != UriHostNameType.Unknown : check.IsDevelopment, "Smtp:Host", Host,
            "the name or the IP address of an SMTP server (none only in development, where mails stay at /dev/mail)");
        // SmtpClient speaks STARTTLS alone; on this port it would wait for a greeting that never comes.
        check.That(Port is >= 1 and <= ushort.MaxValue and not ImplicitTlsPort, "Smtp:Port", Port, "a port from 1 to 65535 where the server speaks STARTTLS, usually 587 (not 465, where TLS comes first)");
        check.That(HasUser || !hasPassword, "Smtp:User", User, "the user's name, since Mail:Smtp:Password is set");
        check.That(hasPassword || !HasUser, "Smtp:Password", "", "the user's password, since Mail:Smtp:User is set");
        check.That(HasHost || !HasUser, "Smtp:User", User, "none while Mail:Smtp:Host is not set");
        check.That(StartTls || !hasPassword || check.IsDevelopment, "Smtp:StartTls", StartTls, "true while there is a password, which would cross the network in clear (false with one only in development)");
        check.Duration("Smtp:Timeout", Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
    }
}
