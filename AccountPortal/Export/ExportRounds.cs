using AccountPortal.Security;

namespace AccountPortal.Export;

/// <summary>Makes exports as long as the portal runs, one at a time on each node, and takes away archives whose time is over.</summary>
internal sealed class ExportRounds(ExportMaking making, ExportQueue queue, TimeProvider clock, ILogger<ExportRounds> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromMinutes(1);

    private DateTimeOffset cleanAt;
    private bool isTroubled;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval);
        do
        {
            while (await RoundAsync(stoppingToken))
            {
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary><c>true</c> if there may be more at once.</summary>
    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CleanAsync(stoppingToken);
            var made = await making.MakeNextAsync(stoppingToken);
            isTroubled = false;
            return made && !stoppingToken.IsCancellationRequested;
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
            await queue.ExpireAsync(stoppingToken);
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
            logger.LogWarning("Exports wait for the database: {Reason}", exception.GetBaseException().Message);
        }
        else
        {
            logger.LogError(exception, "The exports could not be worked off.");
        }
    }
}
