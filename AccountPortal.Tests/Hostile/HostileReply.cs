using System.Text.RegularExpressions;

namespace AccountPortal.Tests.Hostile;

/// <summary>An answer to something hostile, and what must not be wrong with it.</summary>
internal sealed partial record HostileReply(int Status, string? MediaType, string Text, string? Location, IReadOnlyList<string> SetCookies, bool HasInjected)
{
    public static async Task<HostileReply> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString,
        response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [],
        response.Headers.Any(header => header.Key.Contains("injected", StringComparison.OrdinalIgnoreCase)));

    /// <summary>What is wrong, in words; nothing where all is well.</summary>
    public IEnumerable<string> Problems(bool isJson)
    {
        if (Status >= 500) yield return $"{Status}";
        if (MediaType is "text/html" && Text.Contains(HostileText.Element, StringComparison.OrdinalIgnoreCase)) yield return "its markup came back as markup";
        if (Inside().Match(Text) is { Success: true } match) yield return $"it tells of our inside: \"{match.Value}\"";
        if (isJson && Status >= 400 && MediaType != "application/problem+json") yield return $"{Status} is answered as \"{MediaType}\"";
        if (Location is not null && !IsOwn(Location)) yield return $"it leads to {Location}";
        if (HasInjected || SetCookies.Any(cookie => cookie.StartsWith("injected", StringComparison.OrdinalIgnoreCase))) yield return "a header came in by a line break";
    }

    // As a browser reads it: "//" and "/\" lead to another site.
    private static bool IsOwn(string location) => location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal) && !location.StartsWith("/\\", StringComparison.Ordinal);

    [GeneratedRegex(@"\bat [A-Z]\w+(\.\w+)+\(|[a-z]Exception\b|\b(System|Microsoft|Npgsql|AccountPortal)\.[A-Z]\w+\.\w+|\bSqlState\b|\brelation ""\w+""|\.cs:line")]
    private static partial Regex Inside();
}
