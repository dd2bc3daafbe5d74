using Microsoft.Extensions.Primitives;

namespace AccountPortal.Security;

/// <summary>The headers of every answer. Pages are private: nobody keeps a copy. Scripts and styles come from here alone, none inline (P15).</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public const string Policy =
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // At the start of the response, so that an error page, which clears the headers, has them too.
        context.Response.OnStarting(
            static state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                // By their properties where there are some: no name is looked up, at every request.
                headers.ContentSecurityPolicy = Or(headers.ContentSecurityPolicy, Policy);
                headers.CacheControl = Or(headers.CacheControl, "no-store");
                headers.XContentTypeOptions = Or(headers.XContentTypeOptions, "nosniff");
                headers.XFrameOptions = Or(headers.XFrameOptions, "DENY");
                // Not "no-referrer": browsers would send "Origin: null" with our own forms.
                Default(headers, "Referrer-Policy", "same-origin");
                Default(headers, "Cross-Origin-Opener-Policy", "same-origin");
                Default(headers, "Cross-Origin-Resource-Policy", "same-origin");
                Default(headers, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
                Default(headers, "Accept-CH", Devices.ClientHints.AcceptHeader);
                return Task.CompletedTask;
            },
            context);
        return next(context);
    }

    private static StringValues Or(StringValues said, string usual) => said.Count == 0 ? usual : said;

    private static void Default(IHeaderDictionary headers, string name, string value)
    {
        if (!headers.ContainsKey(name))
        {
            headers[name] = value;
        }
    }
}
