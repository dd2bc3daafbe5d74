using AccountPortal.Background;

namespace AccountPortal.Export;

/// <summary>Makes exports, one at a time on each node, and takes away archives whose time is over.</summary>
internal sealed class ExportRounds(ExportMaking making, ExportQueue queue, TimeProvider clock, ILogger<ExportRounds> logger) : Rounds(PollInterval, clock, logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromMinutes(1);

    private DateTimeOffset cleanAt;

    protected override string Work => "Exports";

    // By this machine's clock: somebody is waiting.
    protected override Task WaitAsync(CancellationToken stoppingToken) => Task.Delay(PollInterval, stoppingToken);

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        if (Clock.GetUtcNow() is var now && now >= cleanAt)
        {
            await queue.ExpireAsync(stoppingToken);
            cleanAt = now + CleaningInterval;
        }

        return await making.MakeNextAsync(stoppingToken) && !stoppingToken.IsCancellationRequested;
    }
}
