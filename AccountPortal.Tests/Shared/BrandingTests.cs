using AccountPortal.Settings;
using AccountPortal.Shared;

namespace AccountPortal.Tests.Shared;

public class BrandingTests
{
    [Theory]
    [InlineData("#3147c9")]
    [InlineData("#FFFFFF")]
    public void A_colour_in_hex_is_taken(string text) => Assert.Empty(Errors(new() { AccentColor = text }));

    [Theory]
    [InlineData("red"), InlineData("#fff"), InlineData("#3147c9\n"), InlineData(" #3147c9"), InlineData("#3147c9;}body{display:none"), InlineData("url(//evil.example)"), InlineData("")]
    public void Anything_else_is_refused(string text) => Assert.Contains("Branding:AccentColor", Assert.Single(Errors(new() { AccentColor = text })), StringComparison.Ordinal);

    [Theory]
    [InlineData("/logo.svg", true)]
    [InlineData("//evil.example/logo.svg", false)]
    [InlineData("/\\evil.example/logo.svg", false)]
    [InlineData("https://evil.example/logo.svg", false)]
    public void A_logo_is_a_file_of_this_site(string path, bool isGood) => Assert.Equal(isGood, Errors(new() { LogoPath = path }).Count == 0);

    [Theory]
    [InlineData("#ffff00"), InlineData("#ffffff"), InlineData("#000000"), InlineData("#3147c9"), InlineData("#ff0000"), InlineData("#00ff00"), InlineData("#808080")]
    public void Any_colour_becomes_readable_in_both_schemes(string text)
    {
        Assert.True(AccentColor.TryParse(text, out var accent));
        Assert.True(AccentColor.Contrast(accent.ForLight(), new(0xf5, 0xf4, 0xf1)) >= 4.5);
        Assert.True(AccentColor.Contrast(accent.ForLight(), new(255, 255, 255)) >= 4.5);
        Assert.True(AccentColor.Contrast(accent.ForDark(), new(0x1b, 0x1d, 0x22)) >= 4.5);
        Assert.True(AccentColor.Contrast(accent.ForDark(), new(0x10, 0x13, 0x1f)) >= 4.5);
    }

    [Fact]
    public void A_readable_colour_stays_itself()
    {
        Assert.True(AccentColor.TryParse("#3147c9", out var accent));
        Assert.Equal("#3147c9", accent.ForLight().ToString());
    }

    private static IReadOnlyList<string> Errors(BrandingOptions branding)
    {
        var check = new SettingsCheck(BrandingOptions.Section, isDevelopment: false);
        branding.Validate(check);
        return check.Errors;
    }
}
