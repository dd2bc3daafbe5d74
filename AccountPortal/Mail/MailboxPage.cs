namespace AccountPortal.Mail;

/// <summary>The development mailbox's list.</summary>
public sealed record MailboxPage(string? To, string? SmtpServer, IReadOnlyList<MailboxRow> Mails);

public sealed record MailboxRow(Guid Id, string To, string Subject, DateTimeOffset At);
