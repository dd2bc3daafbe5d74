namespace AccountPortal.Security;

/// <summary>
/// Refuses what a browser sends from another site, by Sec-Fetch-Site and Origin, which pages cannot forge. Clients that send neither (curl) hold
/// no cookie that another site could borrow. Forms carry an antiforgery token besides.
/// </summary>
internal sealed class CrossSiteGuard(RequestDelegate next, PublicUrl publicUrl, ILogger<CrossSiteGuard> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || IsOwn(request)
            || context.GetEndpoint()?.Metadata.GetMetadata<AllowCrossSitePostAttribute>() is not null)
        {
            return next(context);
        }

        logger.LogWarning("A request from another site was refused: {Action}", context.GetEndpoint()?.DisplayName);
        return Problems.IsJson(context)
            ? Problems.WriteAsync(context, StatusCodes.Status403Forbidden, Problems.CrossSite, "The request came from another site.", null)
            : Refuse(context);
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private bool IsOwn(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        // "same-site" is another host of the same domain: it may be somebody else's.
        return site is "" or "same-origin" or "none"
            && (origin.Length == 0 || origin == publicUrl.Origin || origin == $"{request.Scheme}://{request.Host}");
    }
}
