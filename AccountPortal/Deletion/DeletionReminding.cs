using AccountPortal.Security;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>Sends the mails before deletions when their time has come, as long as the portal runs.</summary>
internal sealed class DeletionReminding(IServiceScopeFactory scopes, TimeProvider clock, IOptions<DeletionSettings> settings, ILogger<DeletionReminding> logger) : BackgroundService
{
    private bool isTroubled;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Value.Interval, clock);
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
        return await scope.ServiceProvider.GetRequiredService<DeletionReminders>().SendNextAsync(stoppingToken);
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
            logger.LogWarning("Mails before deletions wait for the database: {Reason}", exception.GetBaseException().Message);
        }
        else
        {
            logger.LogError(exception, "A mail before a deletion could not be written.");
        }
    }
}
