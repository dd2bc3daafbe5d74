using AccountPortal.Security;

namespace AccountPortal.Background;

/// <summary>
/// Work beside the requests, in rounds, as long as the portal runs. Nothing ends it but a stop, and a trouble that lasts is reported once, not each
/// round. Any number of nodes run it: a round claims what it works on.
/// </summary>
public abstract class Rounds(TimeSpan interval, TimeProvider clock, ILogger logger) : BackgroundService
{
    private bool isTroubled;

    protected TimeProvider Clock => clock;

    /// <summary>What does not get done while the database is away, for the log ("Mails").</summary>
    protected abstract string Work { get; }

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            while (await TryAsync(stoppingToken))
            {
            }
        }
    }

    /// <summary>Waits for the next round.</summary>
    protected virtual Task WaitAsync(CancellationToken stoppingToken) => Task.Delay(interval, clock, stoppingToken);

    /// <summary>One round. <c>true</c> where there may be more to do at once.</summary>
    protected abstract Task<bool> RunAsync(CancellationToken stoppingToken);

    private async Task<bool> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            var isMore = await RunAsync(stoppingToken);
            isTroubled = false;
            return isMore;
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops; what was not committed is done after the next start.
            return false;
        }
        catch (Exception exception)
        {
            Report(exception);
            return false;
        }
    }

    private void Report(Exception exception)
    {
        if (isTroubled)
        {
            return;
        }

        isTroubled = true;
        if (Outage.IsOne(exception))
        {
            logger.LogWarning("{Work} wait for the database: {Reason}", Work, exception.GetBaseException().Message);
        }
        else
        {
            logger.LogError(exception, "{Work} could not be worked off.", Work);
        }
    }
}
