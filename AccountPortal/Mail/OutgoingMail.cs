using System.Net.Mail;

namespace AccountPortal.Mail;

/// <summary>A mail in its final words, for whoever carries it: the same at each attempt, Message-ID and date included.</summary>
public sealed record OutgoingMail(MailAddress From, string To, string Subject, string MessageId, DateTimeOffset Date, string Text, string Html);
