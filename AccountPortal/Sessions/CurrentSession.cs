using System.Security.Claims;
using AccountPortal.Security;
using Microsoft.AspNetCore.Http.Features;

namespace AccountPortal.Sessions;

/// <summary>The session that this request came with, as its row stood when the request was checked.</summary>
public sealed record CurrentSession(Guid Id, Guid UserId, byte[] KeyHash, bool Remembered, DateTimeOffset CreatedAt, string DeviceName)
{
    /// <summary>When the holder last proved who they are; a sign-in counts.</summary>
    public required DateTimeOffset SteppedUpAt { get; init; }

    /// <summary>When the holder last showed a second factor in this session.</summary>
    public DateTimeOffset? SecondFactorAt { get; init; }

    /// <summary>Since when the holder has to confirm that it's them before anything else.</summary>
    public DateTimeOffset? ConfirmSince { get; init; }

    /// <summary>Where the request comes from, if the row does not say so yet.</summary>
    public SessionMove? Move { get; init; }

    /// <summary>The key that this request gave the session, whether or not that was committed (<see cref="UncertainRotation"/>).</summary>
    internal CookieKey? RotatedTo { get; set; }
}

/// <summary>The claims that the portal itself writes. What may change during a session is read from the row at each request, never kept in the ticket.</summary>
public static class PortalClaims
{
    public const string SessionId = "session_id";
    public const string EmailVerified = "email_verified";
    public const string TimeZone = "zoneinfo";

    /// <summary>There only where the account's role wants a second factor and the account has none.</summary>
    public const string LacksSecondFactorClaim = "lacks_second_factor";

    /// <summary>There only where the account waits for its deletion.</summary>
    public const string PendingDeletionClaim = "pending_deletion";

    /// <summary>How the person proved who they are (RFC 8176's name for the claim); one claim each, with a value of <see cref="SignIn.AuthMethod"/>.</summary>
    public const string Method = "amr";

    /// <summary>
    /// In the ticket of a sign-in under way alone: the security stamp of the account whose password was checked. A password that
    /// changed between the check and the sign-in is noticed by it.
    /// </summary>
    public const string Stamp = "stamp";

    /// <summary>The account's id. Only for requests that are signed in.</summary>
    public static Guid AccountId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);


    /// <summary>The session that the request came with. Only for requests that are signed in.</summary>
    public static CurrentSession CurrentSession(this HttpContext context) => context.Features.GetRequiredFeature<CurrentSession>();

    public static bool IsSignedIn(this ClaimsPrincipal user) => user.Identity?.IsAuthenticated == true;

    /// <summary>Whether the role wants a second factor that the account does not have: nothing but getting one is within reach.</summary>
    public static bool LacksSecondFactor(this ClaimsPrincipal user) => user.HasClaim(LacksSecondFactorClaim, "true");

    /// <summary>Whether the account waits for its deletion: nothing but keeping it, taking the data along and leaving is within reach.</summary>
    public static bool IsPendingDeletion(this ClaimsPrincipal user) => user.HasClaim(PendingDeletionClaim, "true");

    public static bool HasVerifiedEmail(this ClaimsPrincipal user) => user.HasClaim(EmailVerified, "true");
}
