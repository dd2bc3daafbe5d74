using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AccountPortal.Shared;

/// <summary>
/// A list costs far more than a check does, on the node and in the database. So many are made at once as keeps the cores busy, and who comes then waits in line: if all
/// of them shared the cores, chance would let some wait several times as long as others.
/// </summary>
public sealed class PageTurns : IDisposable
{
    /// <summary>Pages that are made at once: while one waits for the database, another has the core. More than one to spare, and who is unlucky waits longer.</summary>
    public static readonly int AtOnce = Environment.ProcessorCount + 1;

    private readonly ConcurrencyLimiter limiter = new(new() { PermitLimit = AtOnce, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>How many wait for a turn now.</summary>
    internal long Waiting => limiter.GetStatistics()?.CurrentQueuedCount ?? 0;

    /// <summary>Waits for a turn, which ends when it is disposed of.</summary>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken) => await limiter.AcquireAsync(1, cancellationToken);

    public void Dispose() => limiter.Dispose();
}

/// <summary>
/// The page is made in turn with others that are (<see cref="PageTurns"/>): for what reads large tables, and shows what it read. The turn ends when the page is sent: who is
/// slow to take it in keeps nobody waiting.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InTurnAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        using var turn = await http.RequestServices.GetRequiredService<PageTurns>().TakeAsync(http.RequestAborted);
        http.Response.OnStarting(() =>
        {
            turn.Dispose();
            return Task.CompletedTask;
        });
        await next();
    }
}
