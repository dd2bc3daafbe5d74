using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace AccountPortal.Sessions.Cache;

/// <summary>A live session as its row and its account were read: all that a request needs to be let in. Nothing in it changes but the time of last activity.</summary>
internal sealed record CachedSession(
    Guid Id, Guid UserId, byte[] KeyHash, bool Remembered, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt, string DeviceName, DateTimeOffset SteppedUpAt,
    DateTimeOffset? SecondFactorAt, DateTimeOffset? ConfirmSince, IPAddress Ip, CachedAccount Account, SessionActivity Activity)
{
    /// <summary>What the request is told of its session.</summary>
    public CurrentSession Current(SessionMove? move) => new(Id, UserId, KeyHash, Remembered, CreatedAt, DeviceName)
    {
        SteppedUpAt = SteppedUpAt,
        SecondFactorAt = SecondFactorAt,
        ConfirmSince = ConfirmSince,
        Move = move,
    };

    /// <summary>
    /// A ticket for one request, with claims of its own: what a request does with its principal stays with it. They are written out here and not kept, for a
    /// hundred thousand sessions that are remembered would be mostly claims.
    /// </summary>
    public AuthenticationTicket Ticket()
    {
        var identity = new ClaimsIdentity(SessionCookie.Scheme);
        Add(ClaimTypes.NameIdentifier, UserId.ToString());
        foreach (var method in Account.Methods)
        {
            Add(PortalClaims.Method, method);
        }

        Add(ClaimTypes.Email, Account.Email);
        Add(ClaimTypes.Name, Account.Email);
        Add(PortalClaims.EmailVerified, Account.IsEmailVerified ? "true" : "false", ClaimValueTypes.Boolean);
        Add(PortalClaims.SessionId, Id.ToString());
        if (Account.TimeZone is { } zone)
        {
            Add(PortalClaims.TimeZone, zone);
        }

        if (Account.IsPendingDeletion)
        {
            Add(PortalClaims.PendingDeletionClaim, "true", ClaimValueTypes.Boolean);
        }

        foreach (var role in Account.Roles)
        {
            Add(ClaimTypes.Role, role);
        }

        if (Account.LacksSecondFactor)
        {
            Add(PortalClaims.LacksSecondFactorClaim, "true", ClaimValueTypes.Boolean);
        }

        return new(new ClaimsPrincipal(identity), new AuthenticationProperties(), SessionCookie.Scheme);

        // With the identity named, it is taken as it is; otherwise it would be copied once more.
        void Add(string type, string value, string valueType = ClaimValueTypes.String) => identity.AddClaim(new Claim(type, value, valueType, null, null, identity));
    }
}

/// <summary>
/// What a session's account was when it was read, and how its holder had signed in. A change of any of it makes every node forget the session (the triggers
/// behind <see cref="ChangeFeed"/>).
/// </summary>
internal sealed record CachedAccount(
    string Email, bool IsEmailVerified, string? TimeZone, bool IsPendingDeletion, bool LacksSecondFactor, string[] Roles, string[] Methods);
