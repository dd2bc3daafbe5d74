using System.Globalization;
using System.Security.Claims;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Sessions.Cache;
using Microsoft.Extensions.Primitives;

namespace AccountPortal.Gateway;

/// <summary>
/// What an app behind a gateway is told of a session, ready to be written. It is made once for each time that a node reads the session, not for each request, and
/// is as current as the session that the node remembers: a change of anything in it is on the change feed.
/// </summary>
internal sealed class SessionIdentity
{
    public const string AccountId = "Portal-Account-Id";
    public const string Email = "Portal-Email";
    public const string EmailVerified = "Portal-Email-Verified";
    public const string Roles = "Portal-Roles";
    public const string SessionId = "Portal-Session-Id";
    public const string ConfirmedAt = "Portal-Confirmed-At";

    /// <summary>All of them: a gateway drops what a client sends under these names.</summary>
    public static readonly IReadOnlyList<string> Names = [AccountId, Email, EmailVerified, Roles, SessionId, ConfirmedAt];

    private readonly StringValues accountId;
    private readonly StringValues email;
    private readonly StringValues verified;
    private readonly StringValues roleNames;
    private readonly StringValues sessionId;
    private readonly StringValues confirmedAt;
    private readonly string[] roles;

    private SessionIdentity(CachedSession session)
    {
        roles = [.. session.Claims.Where(claim => claim.Type == ClaimTypes.Role).Select(claim => claim.Value).Order(StringComparer.Ordinal)];
        IsVerified = Has(session, PortalClaims.EmailVerified);
        SteppedUpAt = session.SteppedUpAt;
        // Before what the account lacks, as on the pages: nobody sets up a factor for an account that is on its way out.
        Restriction = Has(session, PortalClaims.PendingDeletionClaim) ? Problems.DeletionPending
            : Has(session, PortalClaims.LacksSecondFactorClaim) ? Problems.SecondFactorRequired
            : session.ConfirmSince is not null ? Problems.StepUpRequired
            : null;
        accountId = session.UserId.ToString();
        // An address that nobody proved is nobody's: an app that knows people by their address would let a stranger in.
        email = IsVerified ? HeaderValue.Encode(session.Claims.First(claim => claim.Type == ClaimTypes.Email).Value) : "";
        verified = IsVerified ? "true" : "false";
        roleNames = string.Join(',', roles.Select(HeaderValue.Encode));
        sessionId = session.Id.ToString();
        confirmedAt = session.SteppedUpAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    public bool IsVerified { get; }

    public DateTimeOffset SteppedUpAt { get; }

    /// <summary>The problem that keeps the account from everything but itself, whatever is asked; <c>null</c> for none.</summary>
    public string? Restriction { get; }

    public static SessionIdentity Of(CachedSession session) => new(session);

    public bool IsInRole(string role) => Array.Exists(roles, each => each == role);

    /// <summary>Writes all headers, those without a value too: what is not sent a gateway might leave as the client sent it.</summary>
    public void Write(IHeaderDictionary headers)
    {
        headers[AccountId] = accountId;
        headers[Email] = email;
        headers[EmailVerified] = verified;
        headers[Roles] = roleNames;
        headers[SessionId] = sessionId;
        headers[ConfirmedAt] = confirmedAt;
    }

    private static bool Has(CachedSession session, string type) => Array.Exists(session.Claims, claim => claim.Type == type && claim.Value == "true");
}
