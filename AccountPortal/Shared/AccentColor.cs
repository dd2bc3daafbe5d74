using System.Globalization;
using System.Text.RegularExpressions;

namespace AccountPortal.Shared;

/// <summary>A brand's colour, moved towards black or white until WCAG 2.2's contrast (1.4.3) holds wherever the stylesheet uses it.</summary>
public partial record AccentColor(byte Red, byte Green, byte Blue)
{
    // A little over 4.5 : 1, for rounding.
    private const double Enough = 4.6;

    private static readonly AccentColor Black = new(0, 0, 0);
    private static readonly AccentColor White = new(255, 255, 255);

    // The stylesheet's grounds that accent text stands on: the page, cards, and the accent's own wash (a tenth, a fifth in the dark).
    private static readonly AccentColor LightPaper = new(0xf5, 0xf4, 0xf1);
    private static readonly AccentColor DarkCard = new(0x1b, 0x1d, 0x22);

    public static bool TryParse(string text, out AccentColor color)
    {
        var match = Hex().Match(text);
        color = match.Success ? new(Part(match, 1), Part(match, 2), Part(match, 3)) : Black;
        return match.Success;
    }

    public AccentColor ForLight() => Shade(Black, shade => Contrast(shade, LightPaper) >= Enough && Contrast(shade, Mix(White, shade, .1)) >= Enough);

    public AccentColor ForDark() => Shade(White, shade => Contrast(shade, Mix(DarkCard, shade, .2)) >= Enough);

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    /// <summary>WCAG 2.2's contrast ratio, 1 to 21.</summary>
    public static double Contrast(AccentColor one, AccentColor other)
    {
        var (a, b) = (one.Luminance, other.Luminance);
        return (Math.Max(a, b) + .05) / (Math.Min(a, b) + .05);
    }

    private AccentColor Shade(AccentColor towards, Func<AccentColor, bool> isReadable) =>
        Enumerable.Range(0, 51).Select(step => Mix(this, towards, step / 50d)).First(isReadable);

    private static AccentColor Mix(AccentColor one, AccentColor other, double share) =>
        new(Mix(one.Red, other.Red, share), Mix(one.Green, other.Green, share), Mix(one.Blue, other.Blue, share));

    private static byte Mix(byte one, byte other, double share) => (byte)Math.Round(one + ((other - one) * share));

    private double Luminance => (.2126 * Linear(Red)) + (.7152 * Linear(Green)) + (.0722 * Linear(Blue));

    private static double Linear(byte channel) => channel / 255d is var c && c <= .04045 ? c / 12.92 : Math.Pow((c + .055) / 1.055, 2.4);

    private static byte Part(Match match, int group) => byte.Parse(match.Groups[group].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // \z, not $, which would let a line break through into the stylesheet.
    [GeneratedRegex(@"^#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})\z")]
    private static partial Regex Hex();
}
