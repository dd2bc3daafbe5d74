namespace AccountPortal.Places;

/// <summary>Looks at the files as long as the portal runs: a new one is in use after two rounds at the latest.</summary>
internal sealed class PlaceRefresh(PlaceDatabases databases, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (databases.Files.Count > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            databases.Refresh();
        }
    }
}
