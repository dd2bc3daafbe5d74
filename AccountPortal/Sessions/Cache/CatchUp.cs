namespace AccountPortal.Sessions.Cache;

/// <summary>
/// Holds the answer to a request that may have changed something until this node has heard of it: whoever is told that a session is ended finds it ended at
/// their next request, and at everybody's (P2). What only reads is not held up.
/// </summary>
internal sealed class CatchUp(RequestDelegate next, ChangeFeed feed)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (MayChange(context))
        {
            context.Response.OnStarting(static state => ((ChangeFeed)state).CatchUpAsync(), feed);
        }

        return next(context);
    }

    private static bool MayChange(HttpContext context)
    {
        var method = context.Request.Method;
        return (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method)) || context.GetEndpoint()?.Metadata.GetMetadata<ChangesByGetAttribute>() is not null;
    }
}

/// <summary>For an action that opens, changes or ends sessions though it is a GET, because a redirect leads there: its answer waits as that to every other change does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChangesByGetAttribute : Attribute;
