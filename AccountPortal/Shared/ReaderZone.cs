using System.Security.Claims;

namespace AccountPortal.Shared;

/// <summary>The time zone of whoever reads the page: the claim "zoneinfo" (OpenID Connect's name for it), or null where it is not known.</summary>
public static class ReaderZone
{
    public const string ClaimType = "zoneinfo";

    public static TimeZoneInfo? Of(ClaimsPrincipal? reader) =>
        reader?.FindFirst(ClaimType)?.Value is { Length: > 0 } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}
