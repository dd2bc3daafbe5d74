using AccountPortal.Security;

namespace AccountPortal.TwoFactor;

/// <summary>Carries out resets of second factors when their time has come, as long as the portal runs.</summary>
internal sealed class FactorResetting(IServiceScopeFactory scopes, TimeProvider clock, ILogger<FactorResetting> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private bool isTroubled;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RoundAsync(stoppingToken);
        }
    }

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Each in a scope of its own: one that fails must not drag what it tracked into the next.
            while (await NextAsync(stoppingToken))
            {
            }

            isTroubled = false;
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops; what was not committed is done after the next start.
        }
        catch (Exception exception)
        {
            Report(exception);
        }
    }

    private async Task<bool> NextAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FactorResets>().ApplyNextAsync(stoppingToken);
    }

    // Once for an outage, not each time.
    private void Report(Exception exception)
    {
        if (isTroubled)
        {
            return;
        }

        isTroubled = true;
        if (Outage.IsOne(exception))
        {
            logger.LogWarning("Resets of second factors wait for the database: {Reason}", exception.GetBaseException().Message);
        }
        else
        {
            logger.LogError(exception, "A reset of second factors could not be carried out.");
        }
    }
}
