using AccountPortal.Background;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>Erases accounts when their time has come, as long as the portal runs: each interval, and at once where an administrator asked for it here.</summary>
internal sealed class Erasing(
    Eraser eraser, ErasureSignal signal, UnverifiedAccounts unverified, IOptions<DeletionSettings> settings, TimeProvider clock, ILogger<Erasing> logger)
    : Rounds(settings.Value.Interval, clock, logger)
{
    private readonly TimeSpan interval = settings.Value.Interval;
    private DateTimeOffset looksAt;

    protected override string Work => "Deletions of accounts";

    protected override Task WaitAsync(CancellationToken stoppingToken) => signal.WaitAsync(interval, stoppingToken);

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        if (Clock.GetUtcNow() is var now && now >= looksAt)
        {
            await unverified.LookAsync(stoppingToken);
            looksAt = now + unverified.Interval;
        }

        return await eraser.EraseNextAsync(stoppingToken) != ErasureOutcome.NothingDue;
    }
}
