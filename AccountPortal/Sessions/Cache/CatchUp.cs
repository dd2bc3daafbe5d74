namespace AccountPortal.Sessions.Cache;

/// <summary>
/// Holds the answer to a request that may have changed something until this node has heard of it: whoever is told that a session is ended finds it ended at
/// their next request, and at everybody's (P2). What only reads is not held up.
/// </summary>
internal sealed class CatchUp(RequestDelegate next, ChangeFeed feed)
{
    public Task InvokeAsync(HttpContext context)
    {
        var method = context.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method))
        {
            context.Response.OnStarting(static state => ((ChangeFeed)state).CatchUpAsync(), feed);
        }

        return next(context);
    }
}
