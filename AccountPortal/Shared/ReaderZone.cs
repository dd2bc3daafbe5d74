using System.Security.Claims;
using AccountPortal.Sessions;

namespace AccountPortal.Shared;

/// <summary>The time zone of whoever reads the page: their account's, or null where it is not known.</summary>
public static class ReaderZone
{
    public static TimeZoneInfo? Of(ClaimsPrincipal? reader) => Find(reader?.FindFirst(PortalClaims.TimeZone)?.Value);

    /// <summary>The zone of that IANA name; null for none and for one that this machine does not know.</summary>
    public static TimeZoneInfo? Find(string? id) => id is { Length: > 0 } && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}
