using AccountPortal.Security;

namespace AccountPortal.Mail;

/// <summary>Empties the outbox as long as the portal runs: at once after a commit in this process, each second for the rest. Nothing ends it but a stop.</summary>
internal sealed class MailDispatcher(OutboxDelivery delivery, OutboxSignal signal, TimeProvider clock, ILogger<MailDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromHours(1);

    private DateTimeOffset cleanAt;
    private bool isTroubled;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isFull = await RoundAsync(stoppingToken);
            if (!isFull)
            {
                await signal.WaitAsync(PollInterval, stoppingToken);
            }
        }
    }

    /// <summary>One batch. <c>true</c> if there may be more at once.</summary>
    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            var count = await delivery.DeliverDueAsync(stoppingToken);
            await CleanAsync(stoppingToken);
            isTroubled = false;
            return count == OutboxQueue.BatchSize;
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            Report(exception);
            return false;
        }
    }

    private async Task CleanAsync(CancellationToken stoppingToken)
    {
        if (clock.GetUtcNow() is var now && now >= cleanAt)
        {
            await delivery.CleanAsync(stoppingToken);
            cleanAt = now + CleaningInterval;
        }
    }

    // Once for an outage, not each second.
    private void Report(Exception exception)
    {
        if (isTroubled)
        {
            return;
        }

        isTroubled = true;
        if (Outage.IsOne(exception))
        {
            logger.LogWarning("Mails wait for the database: {Reason}", exception.GetBaseException().Message);
        }
        else
        {
            logger.LogError(exception, "The outbox could not be worked off.");
        }
    }
}
