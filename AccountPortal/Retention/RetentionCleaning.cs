using AccountPortal.Background;
using Microsoft.Extensions.Options;

namespace AccountPortal.Retention;

/// <summary>Applies the rules of retention, beside the requests and never in one.</summary>
internal sealed class RetentionCleaning(RetentionRound round, TimeProvider clock, IOptions<RetentionSettings> settings, ILogger<RetentionCleaning> logger)
    : Rounds(settings.Value.Interval, clock, logger)
{
    // A portal that starts has better things to do; nor is a rule applied at each of many restarts.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(10);

    private bool hasBegun;

    protected override string Work => "The rules of retention";

    protected override Task WaitAsync(CancellationToken stoppingToken)
    {
        var isFirst = !hasBegun && FirstPause < settings.Value.Interval;
        hasBegun = true;
        return isFirst ? Task.Delay(FirstPause, Clock, stoppingToken) : base.WaitAsync(stoppingToken);
    }

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        await round.RunAsync(stoppingToken);
        return false;
    }
}
