using System.Collections.Frozen;

namespace AccountPortal.Devices;

/// <summary>The names under which people know their browsers, by those of uap-core and of client hints.</summary>
internal static class BrowserNames
{
    public const string Chromium = "Chromium";

    // A page inside an app that does not name itself.
    private const string InApp = "In-app browser";

    private static readonly FrozenDictionary<string, string> Families = new Dictionary<string, string>
    {
        ["Apple Mail"] = "Mail",
        ["Chrome Mobile"] = "Chrome",
        ["Chrome Mobile iOS"] = "Chrome",
        ["Chrome Mobile WebView"] = InApp,
        ["Android"] = "Android Browser",
        ["DuckDuckGo Mobile"] = "DuckDuckGo",
        ["Edge Mobile"] = "Edge",
        ["Facebook Messenger"] = "Messenger",
        ["Firefox Alpha"] = "Firefox",
        ["Firefox Beta"] = "Firefox",
        ["Firefox iOS"] = "Firefox",
        ["Firefox Mobile"] = "Firefox",
        ["Google"] = "Google app",
        ["HeadlessChrome"] = "Headless Chrome",
        ["IE"] = "Internet Explorer",
        ["IE Mobile"] = "Internet Explorer",
        ["MiuiBrowser"] = "Mi Browser",
        ["Mobile Safari"] = "Safari",
        ["Mobile Safari UI/WKWebView"] = InApp,
        ["Opera Mobile"] = "Opera",
        ["OculusBrowser"] = "Meta Quest Browser",
        ["Oculus Browser"] = "Meta Quest Browser",
        ["QQ Browser Mobile"] = "QQ Browser",
        ["Twitter"] = "X",
        ["WebKit Nightly"] = "WebKit",
        ["YandexSearch"] = "Yandex",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Brands = new Dictionary<string, string>
    {
        ["Google Chrome"] = "Chrome",
        ["Microsoft Edge"] = "Edge",
        ["Microsoft Edge WebView2"] = InApp,
        ["Android WebView"] = InApp,
        ["Opera"] = "Opera",
        ["Opera GX"] = "Opera GX",
        ["Opera Air"] = "Opera",
        ["OperaMobile"] = "Opera",
        ["Brave"] = "Brave",
        ["Vivaldi"] = "Vivaldi",
        ["YaBrowser"] = "Yandex Browser",
        ["Yandex"] = "Yandex Browser",
        ["Samsung Internet"] = "Samsung Internet",
        ["DuckDuckGo"] = "DuckDuckGo",
        ["HuaweiBrowser"] = "Huawei Browser",
        ["Whale"] = "Whale",
        ["HeadlessChrome"] = "Headless Chrome",
        [Chromium] = Chromium,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string OfFamily(string family) => Families.GetValueOrDefault(family, family);

    /// <summary>Returns null for a brand that nobody uses, such as "Not/A)Brand".</summary>
    public static string? OfBrand(string brand) => Brands.GetValueOrDefault(brand);

    /// <summary>Whether another name says more: Chrome is what its derivatives claim to be too.</summary>
    public static bool IsGeneric(string browser) => browser is "Chrome" or Chromium or InApp or Device.UnknownBrowser;
}
