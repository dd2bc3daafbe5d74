using Microsoft.Extensions.Options;

namespace AccountPortal.Places;

/// <summary>The databases that the settings name, in their order, kept as fresh as their files.</summary>
internal sealed class PlaceDatabases
{
    public PlaceDatabases(IOptions<GeolocationSettings> settings, IHostEnvironment environment, ILogger<PlaceDatabases> logger)
    {
        Files = [.. settings.Value.FullPaths(environment).Select(path => new DatabaseFile(path, logger))];
        foreach (var file in Files)
        {
            file.Open();
        }
    }

    public IReadOnlyList<DatabaseFile> Files { get; }

    /// <summary>Looks at the files once. Look-ups go on meanwhile, in what was read before.</summary>
    public void Refresh()
    {
        foreach (var file in Files)
        {
            file.Refresh();
        }
    }
}

/// <summary>Looks at the files as long as the portal runs: a new one is in use after two rounds at the latest.</summary>
internal sealed class PlaceRefresh(PlaceDatabases databases, TimeProvider clock, ILogger<PlaceRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (databases.Files.Count > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                databases.Refresh();
            }
            catch (Exception exception)
            {
                // Nothing ends the rounds but a stop; what is in use stays so.
                logger.LogError(exception, "The place databases could not be looked at.");
            }
        }
    }
}
