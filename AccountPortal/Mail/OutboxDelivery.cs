using AccountPortal.Security;
using AccountPortal.Telemetry;

namespace AccountPortal.Mail;

/// <summary>Sends what is due, a batch at a time, outside of any transaction.</summary>
internal sealed class OutboxDelivery(OutboxQueue queue, LetterRendering rendering, IMailTransport transport, TimeProvider clock, ILogger<OutboxDelivery> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Tries one batch; how many mails were in it. A send under way is not broken off by a stop: the server may have taken the mail already.</summary>
    public async Task<int> DeliverDueAsync(CancellationToken cancellationToken)
    {
        var mails = await queue.ClaimAsync(cancellationToken);
        await Task.WhenAll(mails.Select(mail => DeliverAsync(mail, cancellationToken)));
        return mails.Count;
    }

    public Task CleanAsync(CancellationToken cancellationToken) => transport.KeepsLetters ? Task.CompletedTask : queue.WipeAsync(cancellationToken);

    private async Task DeliverAsync(OutboxEmail mail, CancellationToken cancellationToken)
    {
        using var span = Spans.Start("mail send");
        var delivery = await TryAsync(mail);
        var next = await RecordAsync(mail, delivery, cancellationToken);
        if (delivery.Outcome == DeliveryOutcome.Sent)
        {
            logger.LogDebug("Mail {Id} is sent.", mail.Id);
        }
        else if (next is { } at)
        {
            logger.LogWarning("Mail {Id} was not sent at attempt {Attempt}: {Reason}. It is tried again at {At:O}.", mail.Id, mail.Attempts, delivery.Reason, at);
        }
        else
        {
            logger.LogWarning("Mail {Id} is given up at attempt {Attempt}: {Reason}.", mail.Id, mail.Attempts, delivery.Reason);
        }
    }

    // A database that went away meanwhile: whoever gets the mail would get it twice if this were not written before the claim is over.
    private async Task<DateTimeOffset?> RecordAsync(OutboxEmail mail, Delivery delivery, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await queue.RecordAsync(mail, delivery, transport.KeepsLetters);
            }
            catch (Exception exception) when (Outage.IsOne(exception) && clock.GetUtcNow() < mail.NextAttemptAt && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    // One mail that cannot be made (its key is gone, say) must hold up neither the others nor the schedule.
    private async Task<Delivery> TryAsync(OutboxEmail mail)
    {
        try
        {
            return await transport.SendAsync(await rendering.RenderAsync(mail), CancellationToken.None);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Mail {Id} could not be made.", mail.Id);
            return Delivery.Postponed($"the mail could not be made ({exception.GetType().Name})");
        }
    }
}
