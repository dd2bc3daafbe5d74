using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AccountPortal.Security;

/// <summary>
/// Limits how often one client (address) may call the action: <paramref name="burst"/> times at once, then once each <paramref name="seconds"/>.
/// Actions with the same name share the count.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ThrottleClientAttribute(string name, int burst, int seconds) : Attribute, IAsyncActionFilter
{
    private readonly ThrottleRule rule = new($"client/{name}", burst, TimeSpan.FromSeconds(seconds));

    public string Name => name;

    public int Burst => burst;

    public int Seconds => seconds;

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var throttles = context.HttpContext.RequestServices.GetRequiredService<Throttles>();
        var client = ClientAddresses.Client(context.HttpContext.ClientAddress());
        if (await throttles.TakeAsync(rule, client.ToString(), context.HttpContext.RequestAborted) is { } wait)
        {
            context.Result = new TooManyTriesResult(wait);
            return;
        }

        await next();
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
