using AccountPortal.Data.Keys;
using AccountPortal.Security;

namespace AccountPortal.Sessions;

/// <summary>
/// <c>GET /session/verify</c>: whether the request's cookie belongs to a live session, and whose, for programs that stand beside the portal. 200 with the
/// account's id, or 401; it redirects nobody and sets no cookie. It is the same check as everywhere, without what a page needs around it.
/// </summary>
internal static class SessionVerification
{
    public static void MapSessionVerification(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/session/verify", AnswerAsync).WithMetadata(new JsonApiAttribute()).AllowAnonymous().ShortCircuit();

    private static async Task AnswerAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var groundwork = services.GetRequiredService<Groundwork>();
        if (!groundwork.IsLaid)
        {
            await groundwork.LayAsync(context.RequestAborted);
        }

        if (services.GetRequiredService<SessionCookie>().Read(context.Request) is { } key
            && await services.GetRequiredService<SessionReader>().FindAsync(key, context, context.RequestAborted) is { } session)
        {
            await context.Response.WriteAsJsonAsync(new SessionAnswer(session.UserId), context.RequestAborted);
            return;
        }

        await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, null, "You are not signed in.", "Sign in with POST /login.");
    }

    private sealed record SessionAnswer(Guid Id);
}
