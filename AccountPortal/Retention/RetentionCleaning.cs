using AccountPortal.Security;
using Microsoft.Extensions.Options;

namespace AccountPortal.Retention;

/// <summary>Applies the rules of retention as long as the portal runs, beside the requests and never in one. Any number of nodes may run it.</summary>
internal sealed class RetentionCleaning(RetentionRound round, TimeProvider clock, IOptions<RetentionSettings> settings, ILogger<RetentionCleaning> logger) : BackgroundService
{
    // A portal that starts has better things to do; nor is a rule applied at each of many restarts.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = settings.Value.Interval;
        await Task.Delay(FirstPause < interval ? FirstPause : interval, clock, stoppingToken);
        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            await RoundAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            await round.RunAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The next round is early enough.
            if (Outage.IsOne(exception))
            {
                logger.LogWarning("What has grown old is removed later: {Reason}", exception.GetBaseException().Message);
            }
            else
            {
                logger.LogError(exception, "The round over the rules of retention failed.");
            }
        }
    }
}
