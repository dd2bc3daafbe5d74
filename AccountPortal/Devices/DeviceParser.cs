using System.Collections.Concurrent;
using AccountPortal.Devices.UapCore;

namespace AccountPortal.Devices;

/// <summary>
/// Reads devices from requests. A text of any content costs at most the steps of <see cref="Subject.Budget"/>, about two
/// milliseconds; the usual one a quarter of that, and next to nothing when it was seen lately.
/// </summary>
public sealed class DeviceParser
{
    private const int MostRemembered = 1024;
    private const int LongestName = 64;

    private readonly ConcurrentDictionary<(string Text, ClientHints? Hints), Device> remembered = new();

    internal int Remembered => remembered.Count;

    public Device Parse(HttpRequest request) => Parse(request.Headers.UserAgent, ClientHints.From(request.Headers));

    public Device Parse(string? userAgent, ClientHints? hints = null)
    {
        var text = HeaderText.Clean(userAgent) ?? "";
        if (remembered.TryGetValue((text, hints), out var known))
        {
            return known;
        }
        // Forgetting all is rare and cheap, and keeps a flood of made-up texts from growing the memory.
        if (remembered.Count >= MostRemembered)
        {
            remembered.Clear();
        }
        return remembered[(text, hints)] = Read(text, hints);
    }

    /// <summary>Loads the rules and readies the code, about 0.2 s of work that the first sign-in need not wait for.</summary>
    public void Warm()
    {
        Parse("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36");
        Parse("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Mobile/15E148 Safari/604.1");
        Parse("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Mobile Safari/537.36");
    }

    private static Device Read(string text, ClientHints? hints)
    {
        var userAgent = text.Length == 0 ? null : text;
        var subject = new Subject(text);
        if (Product.In(text) is var (product, productVersion) && product.Type is { } type)
        {
            var os = Platform.From(text, RuleSet.Shared.System(subject), null);
            return new(product.Name, productVersion, os.Os, os.Version, type, product.Name, userAgent);
        }
        var browser = RuleSet.Shared.Browser(subject);
        var platform = Platform.From(text, RuleSet.Shared.System(subject), hints);
        if (RuleSet.Shared.Hardware(subject) is ["Spider", ..])
        {
            var bot = Short(browser?[0] ?? "Bot");
            return new(bot, Version(browser), platform.Os, platform.Version, DeviceType.Bot, bot, userAgent);
        }
        var (name, version) = Product.In(text) is var (named, namedVersion)
            ? (named.Name, namedVersion)
            : Told(Short(BrowserNames.OfFamily(browser?[0] ?? Device.UnknownBrowser)), Version(browser), hints);
        return new(
            name,
            version,
            platform.Os,
            platform.Version,
            Screen.TypeOf(text, platform.Os, hints?.IsMobile),
            platform.Place is null ? name : $"{name} on {platform.Place}",
            userAgent);
    }

    // Brave and others are known by their hints alone; but an app that shows a page in Chrome's engine is that app.
    private static (string Name, string? Version) Told(string name, string? version, ClientHints? hints) =>
        hints?.Browser is { } told && (BrowserNames.IsGeneric(name) || !BrowserNames.IsGeneric(told)) ? (told, hints.BrowserVersion) : (name, version);

    private static string? Version(string?[]? browser) => browser switch
    {
        [_, { } major, null or "0", ..] => Short(major),
        [_, { } major, { } minor, ..] => Short($"{major}.{minor}"),
        _ => null,
    };

    private static string Short(string text) => HeaderText.Clean(text, LongestName) ?? "";
}
