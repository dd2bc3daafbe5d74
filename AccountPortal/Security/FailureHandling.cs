using System.Globalization;
using System.Net.Sockets;
using AccountPortal.Data;
using AccountPortal.Passwords;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Npgsql;

namespace AccountPortal.Security;

/// <summary>Turns what went wrong into an answer: 503 while the database is away (the cookie stays, P3), 500 for a bug, a page or a problem for a bare status.</summary>
internal sealed class FailureHandling(StaleConnections stale, UncertainRotation rotation, ILogger<FailureHandling> logger) : IExceptionHandler
{
    private const int RetryAfterSeconds = 5;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Outage.IsOne(exception))
        {
            logger.LogWarning("The database is away: {Reason}", exception.GetBaseException().Message);
            stale.DropAfter(exception);
            httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }
        else if (exception is PasswordsBusyException busy)
        {
            httpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(busy.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
        else if (exception is BadHttpRequestException bad)
        {
            httpContext.Response.StatusCode = bad.StatusCode;
        }
        else
        {
            // What an IExceptionHandler takes on is logged by nobody else.
            logger.LogError(exception, "Request {TraceIdentifier} failed", httpContext.TraceIdentifier);
            httpContext.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        rotation.HandOut(httpContext);
        await AnswerAsync(httpContext);
        return true;
    }

    /// <summary>Writes the page or the problem for the status that the response has.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        TimeSpan? retryAfter = int.TryParse(context.Response.Headers.RetryAfter, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
        var page = ErrorPage.For(status, retryAfter, status == StatusCodes.Status500InternalServerError ? context.TraceIdentifier : null, HttpMethods.IsGet(context.Request.Method));
        if (Problems.IsJson(context))
        {
            return Problems.WriteAsync(context, status, null, page.Title, page.Message);
        }

        var view = new ViewResult
        {
            ViewName = "/Shared/Error.cshtml",
            StatusCode = status,
            ViewData = new ViewDataDictionary(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = page },
        };
        return view.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor()));
    }
}

/// <summary>Whether an exception means that the database is away for now, as opposed to a bug.</summary>
internal static class Outage
{
    public static bool IsOne(Exception? exception) => exception switch
    {
        null => false,
        PostgresException { SqlState: { } state } => IsOutage(state),
        NpgsqlException => true,
        _ => IsOne(exception.InnerException),
    };

    /// <summary>
    /// Whether it also says that the connections in the pool are of no more use: the server went away, or (25006, after a fail-over) only reads.
    /// A slow statement or a server that is full says nothing of the kind.
    /// </summary>
    public static bool LeavesStaleConnections(Exception? exception) => exception switch
    {
        null => false,
        PostgresException { SqlState: { } state } =>
            state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) || state == PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException { InnerException: IOException or SocketException } => true,
        _ => LeavesStaleConnections(exception.InnerException),
    };

    // Connection failures (08), too many connections and out of resources (53), operator intervention (57P), the disk (58), read-only or in recovery (25006
    // after a fail-over).
    private static bool IsOutage(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state is "58000" or "58030"
        || state.StartsWith("57P", StringComparison.Ordinal) || state == PostgresErrorCodes.ReadOnlySqlTransaction;
}
