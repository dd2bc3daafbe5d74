using System.Net;
using System.Text.Json;

namespace AccountPortal.Tests;

/// <summary>What a JSON route answered.</summary>
public sealed record JsonAnswer(HttpStatusCode Status, string ContentType, string Text, HttpResponseMessage Response)
{
    /// <summary>The body; fails where it is not JSON.</summary>
    public JsonElement Body { get; } = ContentType is "application/json" or "application/problem+json" ? JsonDocument.Parse(Text).RootElement : default;

    /// <summary>The last part of a problem's type, such as "email-not-verified".</summary>
    public string? Problem => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("type", out var type) ? type.GetString()?.Split('/')[^1] : null;

    public JsonElement this[string property] => Body.GetProperty(property);

    /// <summary>The cookies that the answer sets or deletes, as they stand in its headers.</summary>
    public IReadOnlyList<string> SetCookies => Response.Headers.TryGetValues("Set-Cookie", out var values) ? [.. values] : [];
}
