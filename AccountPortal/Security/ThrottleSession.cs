using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;

namespace AccountPortal.Security;

/// <summary>
/// Limits how much one session may change: what a stolen one, or a script that ran wild, writes must fill no table. Counted for the session and not for the
/// account: a thief must not use up what the owner needs to throw them out. Signing out is never counted.
/// </summary>
internal sealed class ThrottleSession : IAsyncActionFilter
{
    internal static readonly ThrottleRule Changes = new("session/changes", 300, TimeSpan.FromSeconds(2));

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) && http.Features.Get<CurrentSession>() is { } session && http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null
            && await http.RequestServices.GetRequiredService<Throttles>().TakeAsync(Changes, session.Id.ToString(), http.RequestAborted) is { } wait)
        {
            context.Result = new TooManyTriesResult(wait);
            return;
        }

        await next();
    }
}
