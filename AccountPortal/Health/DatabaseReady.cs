using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AccountPortal.Health;

/// <summary>The database answers.</summary>
internal sealed class DatabaseReady(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = dataSource.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            return HealthCheckResult.Unhealthy("It is away.");
        }
    }
}

/// <summary>The schema has everything that this version needs. What a newer version has added is none of its business: in a rolling upgrade the old nodes go on.</summary>
internal sealed class MigrationsReady(PortalDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
                ? HealthCheckResult.Unhealthy("The schema is older than this version: run AccountPortal migrate.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            return HealthCheckResult.Unhealthy("The database is away.");
        }
    }
}
