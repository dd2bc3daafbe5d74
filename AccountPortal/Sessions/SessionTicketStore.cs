using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Sessions;

/// <summary>
/// The cookie handler's view of <c>device_sessions</c>: a sign-in stores a row, each request reads it. The principal is made anew for each
/// request from the sealed ticket and the account as it stands now, so that a change of either applies at once.
/// </summary>
internal sealed class SessionTicketStore(SessionReader reader, UncertainRotation uncertain, IServiceScopeFactory scopes) : ITicketStore
{
    public Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        httpContext.RequestServices.GetRequiredService<SessionOpening>().OpenAsync(ticket, httpContext, cancellationToken);

    /// <summary>
    /// The ticket of a live session, or <c>null</c>. A database that does not answer throws, and the answer is 503: an outage is no sign-out (P3).
    /// </summary>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        if (CookieKey.Parse(key) is not { } sessionKey)
        {
            return null;
        }

        if (await reader.FindAsync(sessionKey, httpContext, cancellationToken) is not { } session)
        {
            return null;
        }

        await uncertain.SettleAsync(httpContext, session, cancellationToken);
        return session.Ticket();
    }

    /// <summary>
    /// Puts a new ticket on a row that exists and belongs to the same account, and does nothing otherwise: a renewal that inserted could bring
    /// a revoked session back to life, or hand one account's key to another. The key stays; rotation has its own way (<see cref="SessionRotation"/>).
    /// </summary>
    public async Task RenewAsync(string key, AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var hash = CookieKey.Parse(key)!.Hash;
        var userId = ticket.Principal.AccountId();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var seal = scope.ServiceProvider.GetRequiredService<TicketSeal>();
        var rows = db.Sessions.Where(session => session.KeyHash == hash && session.UserId == userId);
        var id = await rows.Select(session => session.Id).SingleOrDefaultAsync(cancellationToken);
        await rows.ExecuteUpdateAsync(row => row.SetProperty(session => session.Ticket, seal.Seal(id, userId, hash, ticket)), cancellationToken);
    }

    /// <summary>Sign-out: the row goes, and is remembered as ended by the person.</summary>
    public async Task RemoveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var hash = CookieKey.Parse(key)!.Hash;
        var ending = httpContext.RequestServices.GetRequiredService<SessionEnding>();
        await ending.SignOutAsync(hash, httpContext, cancellationToken);
    }

    public Task<string> StoreAsync(AuthenticationTicket ticket) => throw NeedsRequest();

    public Task RenewAsync(string key, AuthenticationTicket ticket) => throw NeedsRequest();

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => throw NeedsRequest();

    public Task RemoveAsync(string key) => throw NeedsRequest();

    private static NotSupportedException NeedsRequest() => new("A session belongs to a request: the overload with the HttpContext is the one to call.");
}
