using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AccountPortal.Security;

/// <summary>
/// Limits how often one client (address) may call the action: <paramref name="burst"/> times at once, then once each <paramref name="seconds"/>.
/// Actions with the same name share the count. With IPv6 a site has 65,536 networks that each count as a client: all of them together have
/// what <see cref="ClientsPerSite"/> clients have.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ThrottleClientAttribute(string name, int burst, int seconds) : Attribute, IAsyncActionFilter
{
    public const int ClientsPerSite = 10;

    private readonly ThrottleRule perClient = new($"client/{name}", burst, TimeSpan.FromSeconds(seconds));
    private readonly ThrottleRule perSite = new($"site/{name}", burst * ClientsPerSite, TimeSpan.FromSeconds(seconds) / ClientsPerSite);

    public string Name => name;

    public int Burst => burst;

    public int Seconds => seconds;

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var throttles = context.HttpContext.RequestServices.GetRequiredService<Throttles>();
        if (await TakeAsync(throttles, context.HttpContext.ClientAddress(), context.HttpContext.RequestAborted) is { } wait)
        {
            context.Result = new TooManyTriesResult(wait);
            return;
        }

        await next();
    }

    // The client's own count comes first: once it is used up, it takes nothing from its neighbours.
    private async Task<TimeSpan?> TakeAsync(Throttles throttles, IPAddress address, CancellationToken cancellationToken)
    {
        var wait = await throttles.TakeAsync(perClient, ClientAddresses.Client(address).ToString(), cancellationToken);
        return wait is null && address.AddressFamily == AddressFamily.InterNetworkV6
            ? await throttles.TakeAsync(perSite, ClientAddresses.Network(address).ToString(), cancellationToken)
            : wait;
    }
}

/// <summary>429 with Retry-After; the page or problem comes from the status-code handling that all refusals share.</summary>
public sealed class TooManyTriesResult(TimeSpan wait) : ActionResult
{
    // No StatusCodeResult: for a JSON route the framework would put another result in its place, and the header would be lost.
    public override void ExecuteResult(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }
}
