using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccountPortal.Health;

/// <summary>What anybody may know of a node: the names of the checks and how each went. Never why, which would name hosts and versions to strangers.</summary>
internal sealed record ReadyState(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>
/// Whether this node can do its work. Everybody may ask, so that the checks run one at a time and at most once a second, however many do. A change is logged once,
/// with its reason; also where a second part goes wrong beside one that is wrong already.
/// </summary>
internal sealed class Readiness(HealthCheckService checks, Draining draining, ILogger<Readiness> logger)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);
    private readonly Lock asking = new();
    private Task<HealthReport>? latest;
    private long begunAt;
    private string last = "";

    public async Task<ReadyState> StateAsync()
    {
        var report = await LatestAsync();
        // Never from memory: whoever told the node to stop looks at once.
        var leaves = draining.HasBegun;
        return new(
            (leaves ? HealthStatus.Unhealthy : report.Status).ToString(),
            new Dictionary<string, string>(report.Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Status.ToString())))
            {
                ["serving"] = (leaves ? HealthStatus.Unhealthy : HealthStatus.Healthy).ToString(),
            });
    }

    // By the machine's own clock, as everything that is about patience.
    private Task<HealthReport> LatestAsync()
    {
        lock (asking)
        {
            if (latest is null || (latest.IsCompleted && TimeProvider.System.GetElapsedTime(begunAt) >= GoodFor))
            {
                begunAt = TimeProvider.System.GetTimestamp();
                latest = LookAsync();
            }

            return latest;
        }
    }

    private async Task<HealthReport> LookAsync()
    {
        var report = await checks.CheckHealthAsync();
        var causes = string.Join(" ", report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(Cause).Order(StringComparer.Ordinal));
        if (causes != last)
        {
            last = causes;
            logger.Log(causes.Length == 0 ? LogLevel.Information : LogLevel.Warning, "Readiness is now {Status}. {Causes}", report.Status, causes);
        }

        return report;
    }

    private static string Cause(KeyValuePair<string, HealthReportEntry> entry) => $"{entry.Key}: {entry.Value.Description ?? entry.Value.Exception?.GetType().Name}";
}
