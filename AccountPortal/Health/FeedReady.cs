using AccountPortal.Sessions.Cache;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AccountPortal.Health;

/// <summary>The node hears what changes. One that does not reads each session from its row: slower, and right.</summary>
internal sealed class FeedReady(FeedLease lease, IOptions<SessionCacheSettings> settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        lease.IsHeld || settings.Value.Size == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("The change feed is down: each session is read from its row."));
}
