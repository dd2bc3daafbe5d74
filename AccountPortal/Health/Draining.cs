using Microsoft.Extensions.Options;

namespace AccountPortal.Health;

/// <summary>
/// A node that is told to stop first says so (<c>/health/serving</c>, and no connection is kept open after its answer) and goes on serving for a while: by the
/// time that it takes no more connections, no proxy sends it any. Requests under way are then finished.
/// </summary>
internal sealed class Draining(IHostApplicationLifetime lifetime, IHostEnvironment environment, IOptions<ShutdownSettings> settings, ILogger<Draining> logger)
{
    private static readonly TimeSpan InProduction = TimeSpan.FromSeconds(5);

    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Runs the portal until it is told to stop, and then until it is drained and stopped.</summary>
    public async Task RunAsync(IHost host, CancellationToken stop)
    {
        await using var stopping = stop.Register(lifetime.StopApplication);
        await UntilAsync(lifetime.ApplicationStopping);
        var drain = settings.Value.Drain ?? (environment.IsDevelopment() ? TimeSpan.Zero : InProduction);
        if (drain > TimeSpan.Zero)
        {
            logger.LogInformation("The portal stops; it goes on serving for {Drain}", drain);
            await Task.WhenAny(Task.Delay(drain, CancellationToken.None), UntilAsync(lifetime.ApplicationStopped));
        }

        // Whoever started the host may have stopped it meanwhile.
        if (!lifetime.ApplicationStopped.IsCancellationRequested)
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task UntilAsync(CancellationToken token)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(reached.SetResult);
        await reached.Task;
    }
}

/// <summary>Keeps no connection open after an answer once the node is leaving: what is sent next goes elsewhere. HTTP/2 says it in its own way.</summary>
internal sealed class LastAnswers(RequestDelegate next, Draining draining)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (draining.HasBegun && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    }
}
