using AccountPortal.Background;

namespace AccountPortal.Mail;

/// <summary>Empties the outbox as long as the portal runs: at once after a commit in this process, each second for the rest.</summary>
internal sealed class MailDispatcher(OutboxDelivery delivery, OutboxSignal signal, TimeProvider clock, ILogger<MailDispatcher> logger)
    : Rounds(PollInterval, clock, logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromHours(1);

    private DateTimeOffset cleanAt;

    protected override string Work => "Mails";

    protected override Task WaitAsync(CancellationToken stoppingToken) => signal.WaitAsync(PollInterval, stoppingToken);

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        var count = await delivery.DeliverDueAsync(stoppingToken);
        if (Clock.GetUtcNow() is var now && now >= cleanAt)
        {
            await delivery.CleanAsync(stoppingToken);
            cleanAt = now + CleaningInterval;
        }

        return count == OutboxQueue.BatchSize;
    }
}
