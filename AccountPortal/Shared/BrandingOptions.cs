namespace AccountPortal.Shared;

/// <summary>Settings under Branding: whose portal this is.</summary>
public class BrandingOptions
{
    public const string Section = "Branding";

    public string Name { get; set; } = "Account Portal";

    /// <summary>An image of this site, for example "/logo.svg"; the content security policy allows no other host.</summary>
    public string? LogoPath { get; set; }

    /// <summary>"#rrggbb"; each scheme gets the nearest shade that is readable there.</summary>
    public string? AccentColor { get; set; }

    internal bool HasName => Name is { Length: > 0 and <= 60 };
    internal bool HasGoodLogo => LogoPath is null || (LogoPath.StartsWith('/') && !LogoPath.StartsWith("//", StringComparison.Ordinal) && !LogoPath.Contains('\\'));
    internal bool HasGoodAccent => AccentColor is null || Shared.AccentColor.TryParse(AccentColor, out _);
}
