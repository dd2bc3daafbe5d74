namespace AccountPortal.Security;

/// <summary>
/// Answers a request that no route is for, before anybody asks who sends it: 404, or 405 with what is allowed. Otherwise strangers would be told
/// to sign in for a page that does not exist, and each guess of a scanner would cost a look into the database.
/// </summary>
internal sealed class UnknownAddresses(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => context.GetEndpoint() switch
    {
        RouteEndpoint => next(context),
        // Routing's own refusal of the method; it brings the Allow header.
        { RequestDelegate: { } refuse } => refuse(context),
        _ => NotFound(context),
    };

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
