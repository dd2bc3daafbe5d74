using AccountPortal.Mail;
using AccountPortal.Settings;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AccountPortal.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/serving</c>: it takes requests, so it was not told to stop; the database does not matter.
/// <c>/health/ready</c>: it can do its work, which takes the database, its schema and the keys.
/// </summary>
internal static class HealthSetup
{
    // Longer than a database under load takes, shorter than whoever asks is patient.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSettings<ShutdownSettings>();
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownSettings>>((options, settings) => options.ShutdownTimeout = settings.Value.Finish);
        services.AddSingleton<Draining>();
        services.AddSingleton<Readiness>();
        services.AddScoped<OutboxBacklog>();
        services.AddHealthChecks()
            .AddCheck<DatabaseReady>("database", HealthStatus.Unhealthy, timeout: Patience)
            .AddCheck<MigrationsReady>("migrations", HealthStatus.Unhealthy, timeout: Patience)
            .AddCheck<KeysReady>("keys", HealthStatus.Unhealthy, timeout: Patience)
            // These take no node away: mails wait for all nodes alike, and without the feed a node reads each session.
            .AddCheck<OutboxReady>("outbox", HealthStatus.Degraded, timeout: Patience)
            .AddCheck<FeedReady>("feed", HealthStatus.Degraded, timeout: Patience);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        // Short-circuited: a session cookie that comes along must neither be looked up nor decide the answer.
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().ShortCircuit();
        endpoints.MapGet("/health/serving", SayWhetherServingAsync).AllowAnonymous().ShortCircuit();
        endpoints.MapGet("/health/ready", SayWhetherReadyAsync).AllowAnonymous().ShortCircuit();
    }

    // No health check: each that fails is logged as an error, and to be told to stop is none.
    private static Task SayWhetherServingAsync(HttpContext context)
    {
        var leaves = context.RequestServices.GetRequiredService<Draining>().HasBegun;
        context.Response.StatusCode = leaves ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return context.Response.WriteAsync(leaves ? "Stopping" : "Serving");
    }

    private static async Task SayWhetherReadyAsync(HttpContext context)
    {
        var state = await context.RequestServices.GetRequiredService<Readiness>().StateAsync();
        context.Response.StatusCode = state.Status == nameof(HealthStatus.Unhealthy) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(state, context.RequestAborted);
    }
}
