using AccountPortal.Background;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>Erases accounts when their time has come, as long as the portal runs: each interval, and at once where an administrator asked for it here.</summary>
internal sealed class Erasing(
    Eraser eraser, IServiceScopeFactory scopes, ErasureSignal signal, UnverifiedAccounts unverified, IOptions<DeletionSettings> settings, TimeProvider clock, ILogger<Erasing> logger)
    : Rounds(settings.Value.Interval, clock, logger)
{
    // Longer than a request lasts; and after a start, what a node wrote that died with its eraser.
    private static readonly TimeSpan Straggling = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StragglingBeforeStart = TimeSpan.FromDays(1);

    private readonly TimeSpan interval = settings.Value.Interval;
    private DateTimeOffset looksAt;
    private DateTimeOffset? sweptAt;

    protected override string Work => "Deletions of accounts";

    protected override Task WaitAsync(CancellationToken stoppingToken) => signal.WaitAsync(interval, stoppingToken);

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        var now = Clock.GetUtcNow();
        if (await eraser.EraseNextAsync(stoppingToken) != ErasureOutcome.NothingDue)
        {
            return true;
        }

        await SweepAsync(now, stoppingToken);
        if (now < looksAt)
        {
            return false;
        }

        // Last: whatever it meets holds up no erasure.
        await unverified.LookAsync(stoppingToken);
        looksAt = now + unverified.Interval;
        return true;
    }

    private async Task SweepAsync(DateTimeOffset now, CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Stragglers>().EraseAsync(sweptAt - Straggling ?? now - StragglingBeforeStart, stoppingToken);
        sweptAt = now;
    }
}
