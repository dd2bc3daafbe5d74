using Microsoft.AspNetCore.Routing.Patterns;

namespace AccountPortal.Security;

/// <summary>Where the JSON routes are, for requests that none of them takes: a program that mistypes an address wants no page.</summary>
public sealed class JsonRoutes(EndpointDataSource endpoints)
{
    private readonly Lazy<HashSet<string>> starts = new(() => Starts(endpoints));

    /// <summary>Whether the path begins as a JSON route does (<c>/me</c>, <c>/login</c>).</summary>
    public bool Cover(PathString path) => starts.Value.Contains(path.Value?.Split('/').ElementAtOrDefault(1) ?? "");

    private static HashSet<string> Starts(EndpointDataSource endpoints) => endpoints.Endpoints
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<JsonApiAttribute>() is not null)
        .Select(endpoint => endpoint.RoutePattern.PathSegments[0].Parts[0])
        .OfType<RoutePatternLiteralPart>()
        .Select(part => part.Content)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
