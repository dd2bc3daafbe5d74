namespace AccountPortal.Tests.Mail.RealSmtp;

/// <summary>A mail as aiosmtpd took it and Python's reader understood it.</summary>
internal sealed record ReadMail(
    string MailFrom, string RcptTo, bool Encrypted, string? User, string From, string To, string Subject, string MessageId,
    IReadOnlyList<string> Types, IReadOnlyList<string> Defects, string Text, string Html);
