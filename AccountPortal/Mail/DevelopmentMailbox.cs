namespace AccountPortal.Mail;

/// <summary>
/// Where mails go in development without an SMTP host: nowhere. Their letters stay in the outbox, encrypted as before, and /dev/mail shows them
/// from there. So they survive a restart, belong to their database and need neither files nor a table that production would have too.
/// </summary>
internal sealed class DevelopmentMailbox : IMailTransport
{
    public bool KeepsLetters => true;

    public Task<Delivery> SendAsync(OutgoingMail mail, CancellationToken cancellationToken) => Task.FromResult(Delivery.Sent);
}
