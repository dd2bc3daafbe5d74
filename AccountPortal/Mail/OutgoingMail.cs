using System.Net.Mail;

namespace AccountPortal.Mail;

/// <summary>A mail in its final words, for whoever carries it: the same at each attempt, Message-ID included; the date is the carrier's.</summary>
public sealed record OutgoingMail(MailAddress From, string To, string Subject, string MessageId, string Text, string Html);
