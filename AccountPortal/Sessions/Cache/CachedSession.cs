using System.Net;
using System.Security.Claims;
using AccountPortal.Gateway;
using Microsoft.AspNetCore.Authentication;

namespace AccountPortal.Sessions.Cache;

/// <summary>A live session as its row and its account were read: all that a request needs to be let in. Nothing in it changes but the time of last activity.</summary>
internal sealed record CachedSession(
    Guid Id, Guid UserId, byte[] KeyHash, bool Remembered, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt, string DeviceName, DateTimeOffset SteppedUpAt,
    DateTimeOffset? SecondFactorAt, DateTimeOffset? ConfirmSince, IPAddress Ip, Claim[] Claims, SessionActivity Activity)
{
    /// <summary>What apps behind a gateway are told of it; made when the first of them asks.</summary>
    public SessionIdentity Identity => field ??= SessionIdentity.Of(this);

    /// <summary>What the request is told of its session.</summary>
    public CurrentSession Current(SessionMove? move) => new(Id, UserId, KeyHash, Remembered, CreatedAt, DeviceName)
    {
        SteppedUpAt = SteppedUpAt,
        SecondFactorAt = SecondFactorAt,
        ConfirmSince = ConfirmSince,
        Move = move,
    };

    /// <summary>A ticket for one request. Its identity has copies of the claims: what a request does with its principal stays with it.</summary>
    public AuthenticationTicket Ticket() =>
        new(new ClaimsPrincipal(new ClaimsIdentity(Claims, SessionCookie.Scheme)), new AuthenticationProperties(), SessionCookie.Scheme);
}
