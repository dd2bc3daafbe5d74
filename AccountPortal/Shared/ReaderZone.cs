using System.Security.Claims;
using AccountPortal.Sessions;

namespace AccountPortal.Shared;

/// <summary>The time zone of whoever reads the page: their account's, or null where it is not known.</summary>
public static class ReaderZone
{
    public static TimeZoneInfo? Of(ClaimsPrincipal? reader) =>
        reader?.FindFirst(PortalClaims.TimeZone)?.Value is { Length: > 0 } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}
