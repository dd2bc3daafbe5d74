using System.Globalization;
using AccountPortal.Security;
using AccountPortal.Sessions.Cache;

namespace AccountPortal.Gateway;

/// <summary>
/// What an app behind a gateway is told of a session: all of it stands in the session as the node remembers it, and is as current as that, for a change of anything in
/// it is on the change feed. It is written out for each request and not kept, as little as it is.
/// </summary>
internal static class SessionIdentity
{
    public const string AccountId = "Portal-Account-Id";
    public const string Email = "Portal-Email";
    public const string EmailVerified = "Portal-Email-Verified";
    public const string Roles = "Portal-Roles";
    public const string SessionId = "Portal-Session-Id";
    public const string ConfirmedAt = "Portal-Confirmed-At";

    /// <summary>All of them: a gateway drops what a client sends under these names.</summary>
    public static readonly IReadOnlyList<string> Names = [AccountId, Email, EmailVerified, Roles, SessionId, ConfirmedAt];

    /// <summary>The problem that keeps the session from everything but itself, whatever is asked; <c>null</c> for none.</summary>
    public static string? Restriction(CachedSession session) =>
        // Before what the account lacks, as on the pages: nobody sets up a factor for an account that is on its way out.
        session.Account.IsPendingDeletion ? Problems.DeletionPending
        : session.Account.LacksSecondFactor ? Problems.SecondFactorRequired
        : session.ConfirmSince is not null ? Problems.StepUpRequired
        : null;

    /// <summary>Writes all headers, those without a value too: what is not sent a gateway might leave as the client sent it.</summary>
    public static void Write(IHeaderDictionary headers, CachedSession session)
    {
        var account = session.Account;
        headers[AccountId] = session.UserId.ToString();
        // An address that nobody proved is nobody's: an app that knows people by their address would let a stranger in.
        headers[Email] = account.IsEmailVerified ? HeaderValue.Encode(account.Email) : "";
        headers[EmailVerified] = account.IsEmailVerified ? "true" : "false";
        headers[Roles] = account.Roles.Length == 0 ? "" : string.Join(',', account.Roles.Order(StringComparer.Ordinal).Select(HeaderValue.Encode));
        headers[SessionId] = session.Id.ToString();
        headers[ConfirmedAt] = session.SteppedUpAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
