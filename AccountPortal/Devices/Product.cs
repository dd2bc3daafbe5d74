namespace AccountPortal.Devices;

/// <summary>A program that names itself in the user agent, where uap-core does not know it or gives a name that few would recognise.</summary>
internal sealed record Product(string Token, string Name, DeviceType? Type = null)
{
    private static readonly Product[] Known =
    [
        new("curl/", "curl", DeviceType.Terminal),
        new("libcurl/", "curl", DeviceType.Terminal),
        new("Wget/", "Wget", DeviceType.Terminal),
        new("Wget2/", "Wget", DeviceType.Terminal),
        new("wget2/", "Wget", DeviceType.Terminal),
        new("HTTPie/", "HTTPie", DeviceType.Terminal),
        new("xh/", "xh", DeviceType.Terminal),
        new("WindowsPowerShell/", "PowerShell", DeviceType.Terminal),
        new("PowerShell/", "PowerShell", DeviceType.Terminal),
        new("PostmanRuntime/", "Postman", DeviceType.Terminal),
        new("insomnia/", "Insomnia", DeviceType.Terminal),
        new("bruno-runtime/", "Bruno", DeviceType.Terminal),
        new("python-requests/", "Python requests", DeviceType.Terminal),
        new("Python-urllib/", "Python urllib", DeviceType.Terminal),
        new("python-urllib3/", "Python urllib3", DeviceType.Terminal),
        new("python-httpx/", "Python HTTPX", DeviceType.Terminal),
        new("aiohttp/", "Python aiohttp", DeviceType.Terminal),
        new("Go-http-client/", "Go-http-client", DeviceType.Terminal),
        new("node-fetch", "node-fetch", DeviceType.Terminal),
        new("undici", "Node.js", DeviceType.Terminal),
        new("node", "Node.js", DeviceType.Terminal),
        new("Bun/", "Bun", DeviceType.Terminal),
        new("Deno/", "Deno", DeviceType.Terminal),
        new("axios/", "axios", DeviceType.Terminal),
        new("got (", "got", DeviceType.Terminal),
        new("okhttp/", "OkHttp", DeviceType.Terminal),
        new("Java/", "Java", DeviceType.Terminal),
        new("Java-http-client/", "Java", DeviceType.Terminal),
        new("Apache-HttpClient/", "Apache HttpClient", DeviceType.Terminal),
        new("libwww-perl/", "Perl libwww", DeviceType.Terminal),
        new("GuzzleHttp/", "Guzzle", DeviceType.Terminal),
        new("Ruby", "Ruby", DeviceType.Terminal),
        new("reqwest/", "Rust reqwest", DeviceType.Terminal),
        new("Lynx/", "Lynx", DeviceType.Terminal),
        new("w3m/", "w3m", DeviceType.Terminal),
        new("HeadlessChrome/", "Headless Chrome", DeviceType.Bot),
        new("Ddg/", "DuckDuckGo"),
        new("DuckDuckGo/", "DuckDuckGo"),
        new("OPT/", "Opera"),
        new("OPX/", "Opera GX"),
        new("HuaweiBrowser/", "Huawei Browser"),
        new("HeyTapBrowser/", "HeyTap Browser"),
        new("VivoBrowser/", "vivo Browser"),
        new("XiaoMi/MiuiBrowser/", "Mi Browser"),
        new("musical_ly_", "TikTok"),
        new("BytedanceWebview/", "TikTok"),
        new("MicroMessenger/", "WeChat"),
        new("Teams/", "Teams"),
        new("Ecosia", "Ecosia"),
    ];

    /// <summary>Returns the first product that is named at the start of a word, with its version up to the first dot, or null.</summary>
    public static (Product Product, string? Version)? In(string userAgent)
    {
        foreach (var product in Known)
        {
            var place = userAgent.IndexOf(product.Token, StringComparison.Ordinal);
            var end = place + product.Token.Length;
            if (place >= 0 && IsWordStart(userAgent, place) && product.FitsAt(userAgent, place, end))
            {
                return (product, VersionAt(userAgent, end));
            }
        }
        return null;
    }

    private static bool IsWordStart(string text, int place) => place == 0 || text[place - 1] is ' ' or '(' or ';';

    // A bare word, such as "node", is a name only where it is the first.
    private bool FitsAt(string text, int place, int end) =>
        !char.IsLetter(Token[^1]) || Token == "Ecosia" || (place == 0 && (end == text.Length || !char.IsLetterOrDigit(text[end])));

    private static string? VersionAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < 8 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }
        return end == start ? null : text[start..end];
    }
}
