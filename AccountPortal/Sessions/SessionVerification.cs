using System.Buffers.Text;
using AccountPortal.Data.Keys;
using AccountPortal.Security;

namespace AccountPortal.Sessions;

/// <summary>
/// <c>GET /session/verify</c>: whether the request's cookie belongs to a live session, and whose, for programs that stand beside the portal. 200 with the
/// account's id, or 401; it redirects nobody and sets no cookie. It is the same check as everywhere, without what a page needs around it: no cookie handler
/// and no principal, which alone cost as much as the rest; what it asks is made once and not for each request; the answer is written as it is.
/// </summary>
internal sealed class SessionVerification(Groundwork groundwork, SessionCookie cookie, SessionReader reader)
{
    private const int GuidLength = 36;

    private static ReadOnlySpan<byte> Before => "{\"id\":\""u8;

    private static ReadOnlySpan<byte> After => "\"}"u8;

    public Task AnswerAsync(HttpContext context) =>
        groundwork.IsLaid && reader.Known(context) is { } known
            ? WriteAsync(context.Response, known.UserId)
            : ReadAsync(context);

    private async Task ReadAsync(HttpContext context)
    {
        if (!groundwork.IsLaid)
        {
            await groundwork.LayAsync(context.RequestAborted);
        }

        if (cookie.Read(context.Request) is { } key && await reader.FindAsync(key, context, context.RequestAborted) is { } session)
        {
            await WriteAsync(context.Response, session.UserId);
            return;
        }

        await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, null, "You are not signed in.", "Sign in with POST /login.");
    }

    private static async Task WriteAsync(HttpResponse response, Guid userId)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Before.Length + GuidLength + After.Length;
        await response.StartAsync();
        Write(response.BodyWriter.GetSpan(Before.Length + GuidLength + After.Length), userId);
        response.BodyWriter.Advance(Before.Length + GuidLength + After.Length);
    }

    private static void Write(Span<byte> body, Guid userId)
    {
        Before.CopyTo(body);
        Utf8Formatter.TryFormat(userId, body[Before.Length..], out _);
        After.CopyTo(body[(Before.Length + GuidLength)..]);
    }
}

internal static class SessionVerificationSetup
{
    public static void MapSessionVerification(this IEndpointRouteBuilder endpoints)
    {
        var verification = ActivatorUtilities.CreateInstance<SessionVerification>(endpoints.ServiceProvider);
        endpoints.MapGet("/session/verify", verification.AnswerAsync).WithMetadata(new JsonApiAttribute()).AllowAnonymous().ShortCircuit();
    }
}
