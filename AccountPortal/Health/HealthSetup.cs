using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Settings;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccountPortal.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/serving</c>: it takes requests, so it was not told to stop; the database does not matter.
/// <c>/health/ready</c>: it can do its work, which takes the database and its schema too.
/// </summary>
internal static class HealthSetup
{
    private const string Ready = "ready";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSettings<ShutdownSettings>();
        services.AddSingleton<Draining>();
        services.AddHealthChecks().AddCheck<NotLeaving>("serving", tags: [Ready]).AddCheck<DatabaseReady>("database", tags: [Ready]);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        // Short-circuited: a session cookie that comes along must neither be looked up nor decide the answer.
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().ShortCircuit();
        endpoints.MapGet("/health/serving", SayWhetherServingAsync).AllowAnonymous().ShortCircuit();
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) }).AllowAnonymous().ShortCircuit();
    }

    // No health check: each that fails is logged as an error, and to be told to stop is none.
    private static Task SayWhetherServingAsync(HttpContext context)
    {
        var leaves = context.RequestServices.GetRequiredService<Draining>().HasBegun;
        context.Response.StatusCode = leaves ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return context.Response.WriteAsync(leaves ? "Stopping" : "Serving");
    }

    private sealed class NotLeaving(Draining draining) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(draining.HasBegun ? HealthCheckResult.Unhealthy("The portal stops.") : HealthCheckResult.Healthy());
    }

    private sealed class DatabaseReady(PortalDbContext db) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                return (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
                    ? HealthCheckResult.Unhealthy("The schema is not up to date.")
                    : HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (Outage.IsOne(exception))
            {
                return HealthCheckResult.Unhealthy("The database is away.");
            }
        }
    }
}
