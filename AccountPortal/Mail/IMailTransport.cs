namespace AccountPortal.Mail;

/// <summary>Carries mails out of the portal.</summary>
public interface IMailTransport
{
    /// <summary>The mails arrive nowhere else: their letters stay readable in the outbox after they count as sent.</summary>
    bool KeepsLetters { get; }

    /// <summary>Hands one mail over. A server that refuses, hangs or is away is a result, not an exception.</summary>
    Task<Delivery> SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}

public enum DeliveryOutcome
{
    Sent,

    /// <summary>It may work later.</summary>
    Postponed,

    /// <summary>It will never work.</summary>
    Refused,
}

/// <summary>What became of an attempt. The reason is fit for the log: no address, no link, nothing that the server wrote.</summary>
public sealed record Delivery(DeliveryOutcome Outcome, string? Reason)
{
    public static Delivery Sent { get; } = new(DeliveryOutcome.Sent, null);

    public static Delivery Postponed(string reason) => new(DeliveryOutcome.Postponed, reason);

    public static Delivery Refused(string reason) => new(DeliveryOutcome.Refused, reason);
}
