using AccountPortal.Settings;

namespace AccountPortal.Shared;

/// <summary>Settings under Branding: whose portal this is.</summary>
public class BrandingOptions : ISettings
{
    public static string Section => "Branding";

    [Setting("What the product is called on pages and in mails.")]
    public string Name { get; set; } = "Account Portal";

    [Setting("An image of this site, for example /logo.svg; the content security policy allows no other host.")]
    public string? LogoPath { get; set; }

    [Setting("#rrggbb; each scheme gets the nearest shade that is readable there.")]
    public string? AccentColor { get; set; }

    public void Validate(SettingsCheck check)
    {
        check.That(Name is { Length: > 0 and <= 60 }, nameof(Name), Name, "1 to 60 characters");
        check.That(LogoPath is null || IsOwnPath(LogoPath), nameof(LogoPath), LogoPath, "a path on this site, such as /logo.svg");
        check.That(AccentColor is null || Shared.AccentColor.TryParse(AccentColor, out _), nameof(AccentColor), AccentColor, "a colour written as #rrggbb");
    }

    // "//host" and "/\host" lead to another site.
    private static bool IsOwnPath(string path) => path is ['/', not ('/' or '\\'), ..] && !path.Contains('\\');
}
