using AccountPortal.Mail;
using AccountPortal.Security;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccountPortal.Health;

/// <summary>
/// Mails are being sent. All nodes share the outbox and any of them works it off: one that said no because mails wait would take all of them away together, and with
/// them whoever could send.
/// </summary>
internal sealed class OutboxReady(OutboxBacklog backlog) : IHealthCheck
{
    /// <summary>Longer than a batch takes that waits for a slow server.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await backlog.LateAsync(cancellationToken) > Latest
                ? HealthCheckResult.Degraded("Mails have been due for more than five minutes: no node sends them.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            return HealthCheckResult.Degraded("The database is away.");
        }
    }
}
