using Microsoft.Extensions.Options;

namespace AccountPortal.Shared;

/// <summary>The brand's colour as a stylesheet of this site, since the content security policy allows no inline style.</summary>
public static class BrandingStylesheet
{
    /// <summary>Where the stylesheet is, with the colour in the query so that it can be kept for a year; null without a colour.</summary>
    public static string? Href(BrandingOptions branding) => branding.AccentColor is null ? null : $"/branding.css?v={branding.AccentColor[1..]}";

    /// <summary>Short-circuited, as a file would be: the page that tells of an outage has its colours too.</summary>
    public static IEndpointConventionBuilder MapBranding(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/branding.css", (IOptions<BrandingOptions> branding, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Text(Css(branding.Value), "text/css");
        }).AllowAnonymous().ExcludeFromDescription().ShortCircuit();

    private static string Css(BrandingOptions branding) => branding.AccentColor is { } text && AccentColor.TryParse(text, out var accent)
        ? $$"""
        :root { --accent: {{accent.ForLight()}}; }
        @media (prefers-color-scheme: dark) { :root { --accent: {{accent.ForDark()}}; } }
        """
        : "";
}
