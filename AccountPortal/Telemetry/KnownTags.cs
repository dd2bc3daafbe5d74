using System.Diagnostics;
using OpenTelemetry;

namespace AccountPortal.Telemetry;

/// <summary>
/// Lets through what is known to name nobody and to hold no secret, and nothing else, whatever a library adds one day: no address with its query (which holds the
/// token of a mailed link), no path, no Host header, no user agent, no text of an exception. Probes of the health are left out altogether.
/// </summary>
internal sealed class KnownTags : BaseProcessor<System.Diagnostics.Activity>
{
    public const string Http = "Microsoft.AspNetCore";
    public const string Database = "Npgsql";

    private static readonly HashSet<string> OfRequests = ["http.request.method", "http.route", "http.response.status_code", "url.scheme", "network.protocol.version", "error.type"];

    // Statements have parameters, whose values are not in the text.
    private static readonly HashSet<string> OfStatements =
    [
        "db.system.name", "db.namespace", "db.query.text", "db.operation.name", "db.collection.name", "db.response.status_code", "db.npgsql.prepared", "db.npgsql.rows", "error.type",
    ];

    public override void OnEnd(System.Diagnostics.Activity data)
    {
        var known = data.Source.Name == Database ? OfStatements : OfRequests;
        foreach (var (name, _) in data.TagObjects.ToArray())
        {
            if (!known.Contains(name))
            {
                data.SetTag(name, null);
            }
        }

        data.SetStatus(data.Status);
        if (data.GetTagItem("http.route") is string route && route.StartsWith("/health/", StringComparison.Ordinal))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}

/// <summary>What an exception says may quote what somebody typed: its kind and where it happened are enough.</summary>
internal static class ExceptionsWithoutWords
{
    public static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is KnownTags.Http or KnownTags.Database or Spans.SourceName,
            ExceptionRecorder = static (System.Diagnostics.Activity _, Exception exception, ref TagList tags) =>
            {
                tags.Add("exception.message", exception.GetType().Name);
                tags.Add("exception.stacktrace", exception.StackTrace);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}

/// <summary>Names a request's span by its route. ASP.NET Core leaves that to others.</summary>
internal sealed class RequestSpan(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (System.Diagnostics.Activity.Current is { IsAllDataRequested: true, Source.Name: KnownTags.Http } span)
        {
            var (method, route) = (Method(context.Request.Method), (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            span.DisplayName = route is null ? method : $"{method} /{route.TrimStart('/')}";
            span.SetTag("http.request.method", method).SetTag("http.response.status_code", context.Response.StatusCode)
                .SetTag("http.route", route is null ? null : $"/{route.TrimStart('/')}");
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                span.SetStatus(ActivityStatusCode.Error);
            }
        }
    }

    // A stranger may call it anything.
    private static string Method(string method) => method is "GET" or "POST" or "DELETE" or "HEAD" or "OPTIONS" or "PUT" or "PATCH" ? method : "_OTHER";
}
