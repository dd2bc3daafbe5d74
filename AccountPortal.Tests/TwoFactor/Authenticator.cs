using AccountPortal.TwoFactor;
using AngleSharp.Html.Dom;

namespace AccountPortal.Tests.TwoFactor;

/// <summary>A person's authenticator app, as their phone has it.</summary>
public sealed class Authenticator(PortalApp app, string base32)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The key as it is typed into an app.</summary>
    public string Base32 => base32;

    public byte[] Key { get; } = Decode(base32);

    /// <summary>The app after it has read the page's address.</summary>
    public static Authenticator Scan(PortalApp app, IHtmlDocument page)
    {
        var address = page.Links.OfType<IHtmlAnchorElement>().Select(link => link.GetAttribute("href")!).Single(href => href.StartsWith("otpauth://totp/", StringComparison.Ordinal));
        return new Authenticator(app, System.Web.HttpUtility.ParseQueryString(new Uri(address).Query)["secret"]!);
    }

    /// <summary>What it shows now, or would so many steps later on a clock that is off.</summary>
    public string Code(int steps = 0) => Totp.CodeOf(Key, Totp.StepAt(app.Clock.GetUtcNow()) + steps);

    /// <summary>Waits for the next code and returns it.</summary>
    public string NextCode()
    {
        app.Clock.Advance(Totp.Step);
        return Code();
    }

    /// <summary>Six digits that it does not show anywhere near now.</summary>
    public string WrongCode() => Enumerable.Range(0, 100).Select(number => number.ToString("D6", System.Globalization.CultureInfo.InvariantCulture))
        .First(code => !Enumerable.Range(-5, 11).Select(Code).Contains(code));

    private static byte[] Decode(string text)
    {
        var bits = string.Concat(text.Select(sign => Convert.ToString(Alphabet.IndexOf(sign, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
    }
}
