using AccountPortal.Devices;

namespace AccountPortal.Tests.Devices;

/// <summary>The commonest browsers of 2026, without client hints.</summary>
public class BrowserTests
{
    private const string Kit = "AppleWebKit/537.36 (KHTML, like Gecko) ";
    private const string Windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + Kit + "Chrome/144.0.0.0 Safari/537.36";
    private const string Mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) " + Kit + "Chrome/144.0.0.0 Safari/537.36";
    private const string Linux = "Mozilla/5.0 (X11; Linux x86_64) " + Kit + "Chrome/144.0.0.0 Safari/537.36";
    private const string Android = "Mozilla/5.0 (Linux; Android 10; K) " + Kit;
    private const string Samsung = "Mozilla/5.0 (Linux; Android 16; SM-S938B Build/BP2A.250605.031; wv) " + Kit + "Version/4.0 Chrome/144.0.7559.59 Mobile Safari/537.36";
    private const string IPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ";
    private const string IPad = "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ";
    private const string MacSafari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Safari/605.1.15";

    [Theory]
    [InlineData(Windows, "Chrome on Windows")]
    [InlineData(Mac, "Chrome on macOS")]
    [InlineData(Linux, "Chrome on Linux")]
    [InlineData("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " + Kit + "Chrome/144.0.0.0 Safari/537.36", "Chrome on ChromeOS")]
    [InlineData(Windows + " Edg/144.0.0.0", "Edge on Windows")]
    [InlineData(Mac + " Edg/144.0.0.0", "Edge on macOS")]
    [InlineData(Linux + " Edg/144.0.0.0", "Edge on Linux")]
    [InlineData(Windows + " OPR/126.0.0.0", "Opera on Windows")]
    [InlineData(Mac + " OPR/126.0.0.0", "Opera on macOS")]
    [InlineData(Windows + " Vivaldi/7.8.3925.56", "Vivaldi on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + Kit + "Chrome/142.0.0.0 YaBrowser/25.12.0.0 Safari/537.36", "Yandex Browser on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + Kit + "Chrome/142.0.0.0 Whale/4.35.351.12 Safari/537.36", "Whale on Windows")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) " + Kit + "Ubuntu Chromium/144.0.0.0 Chrome/144.0.0.0 Safari/537.36", "Chromium on Ubuntu")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0", "Firefox on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:147.0) Gecko/20100101 Firefox/147.0", "Firefox on macOS")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0", "Firefox on Ubuntu")]
    [InlineData("Mozilla/5.0 (X11; Fedora; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0", "Firefox on Fedora")]
    [InlineData("Mozilla/5.0 (X11; FreeBSD amd64; rv:147.0) Gecko/20100101 Firefox/147.0", "Firefox on FreeBSD")]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox on Windows 7")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + Kit + "Chrome/142.0.7444.59 Electron/39.1.0 Safari/537.36", "Electron on Windows")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.6.0", "Thunderbird on Linux")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15 Epiphany/605.1.15", "Epiphany on Linux")]
    [InlineData(MacSafari, "Safari on macOS")]
    [InlineData(MacSafari + " Ddg/26.2", "DuckDuckGo on macOS")]
    public void Desktop_browsers(string userAgent, string name) => Check(userAgent, name, DeviceType.Desktop);

    [Theory]
    [InlineData(IPhone + "Version/26.2 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData(IPhone + "CriOS/144.0.7559.53 Mobile/15E148 Safari/604.1", "Chrome on iPhone")]
    [InlineData(IPhone + "FxiOS/147.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone")]
    [InlineData(IPhone + "Version/18.0 EdgiOS/144.0.3719.62 Mobile/15E148 Safari/605.1.15", "Edge on iPhone")]
    [InlineData(IPhone + "Version/18.7 Mobile/15E148 Safari/604.1 OPT/6.2.0", "Opera on iPhone")]
    [InlineData(IPhone + "Version/18.7 Mobile/15E148 Safari/604.1 OPX/2.9.0", "Opera GX on iPhone")]
    [InlineData(IPhone + "Version/18.7 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15", "DuckDuckGo on iPhone")]
    [InlineData(IPhone + "Version/18.7 YaBrowser/25.12.3.567.10 Mobile/15E148 Safari/604.1", "Yandex Browser on iPhone")]
    [InlineData(IPhone + "GSA/397.0.836500703 Mobile/15E148 Safari/604.1", "Google app on iPhone")]
    [InlineData(IPhone + "Mobile/15E148", "In-app browser on iPhone")]
    [InlineData(IPhone + "Mobile/22H20 [FBAN/FBIOS;FBAV/543.0.0.50.70;FBBV/839921012;FBDV/iPhone17,1;FBMD/iPhone;FBSN/iOS;FBSV/18.7;FBSS/3;FBCR/;FBID/phone;FBLC/en_US;FBOP/80]", "Facebook on iPhone")]
    [InlineData(IPhone + "Mobile/22H20 Instagram 410.0.0.29.70 (iPhone17,1; iOS 18_7; en_US; en; scale=3.00; 1206x2622; 843016020)", "Instagram on iPhone")]
    [InlineData(IPhone + "Mobile/15E148 MicroMessenger/8.0.66(0x18004230) NetType/WIFI Language/en", "WeChat on iPhone")]
    [InlineData(IPhone + "Mobile/15E148 Snapchat/13.74.0.40 (like Safari/8621.2.5.10.10, panda)", "Snapchat on iPhone")]
    [InlineData(IPhone + "Mobile/15E148 musical_ly_43.0.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en", "TikTok on iPhone")]
    [InlineData(Android + "Chrome/144.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData(Android + "Chrome/144.0.0.0 Mobile Safari/537.36 EdgA/144.0.0.0", "Edge on Android")]
    [InlineData(Android + "Chrome/142.0.0.0 Mobile Safari/537.36 OPR/93.0.0.0", "Opera on Android")]
    [InlineData(Android + "SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36", "Samsung Internet on Android")]
    [InlineData(Android + "Chrome/142.0.0.0 YaBrowser/25.12.5.70.00 SA/3 Mobile Safari/537.36", "Yandex Browser on Android")]
    [InlineData(Android + "Chrome/144.0.0.0 Mobile DuckDuckGo/5 Safari/537.36", "DuckDuckGo on Android")]
    [InlineData("Mozilla/5.0 (Android 16; Mobile; rv:147.0) Gecko/147.0 Firefox/147.0", "Firefox on Android")]
    [InlineData("Mozilla/5.0 (Linux; U; Android 14; en-US; 23021RAA2Y Build/UKQ1.230917.001) " + Kit + "Version/4.0 Chrome/123.0.6312.80 UCBrowser/15.7.8.1360 Mobile Safari/537.36", "UC Browser on Android")]
    [InlineData("Mozilla/5.0 (Linux; U; Android 15; en-gb; 23117RA68G Build/AP3A.240905.015) " + Kit + "Version/4.0 Chrome/135.0.7049.79 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.50.0-gn", "Mi Browser on Android")]
    [InlineData("Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-NX9; HMSCore 6.15.0.302) " + Kit + "Chrome/114.0.5735.196 HuaweiBrowser/16.0.6.301 Mobile Safari/537.36", "Huawei Browser on Android")]
    [InlineData("Opera/9.80 (Android; Opera Mini/96.0.2254/191.303; U; en) Presto/2.12.423 Version/12.16", "Opera Mini on Android")]
    [InlineData(Samsung + " [FB_IAB/FB4A;FBAV/543.0.0.0.55;]", "Facebook on Android")]
    [InlineData(Samsung + " Instagram 410.0.0.53.71 Android (36/16; 480dpi; 1080x2340; samsung; SM-S938B; pa3q; qcom; en_US; 846519343)", "Instagram on Android")]
    [InlineData(Samsung, "In-app browser on Android")]
    [InlineData("Mozilla/5.0 (Mobile; LYF/F300B/LYF-F300B-001-01-15-130718-i; Android; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5", "Firefox on KaiOS")]
    public void Phones(string userAgent, string name) => Check(userAgent, name, DeviceType.Phone);

    [Theory]
    [InlineData(IPad + "Version/26.2 Mobile/15E148 Safari/604.1", "Safari on iPad")]
    [InlineData(IPad + "CriOS/144.0.7559.53 Mobile/15E148 Safari/604.1", "Chrome on iPad")]
    [InlineData(IPad + "FxiOS/147.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPad")]
    [InlineData(Android + "Chrome/144.0.0.0 Safari/537.36", "Chrome on Android")]
    [InlineData("Mozilla/5.0 (Linux; Android 11; KFTUWI) " + Kit + "Silk/143.3.4 like Chrome/143.0.7499.192 Safari/537.36", "Amazon Silk on Android")]
    public void Tablets(string userAgent, string name) => Check(userAgent, name, DeviceType.Tablet);

    [Theory]
    [InlineData("curl/8.17.0", "curl")]
    [InlineData("Wget/1.25.0", "Wget")]
    [InlineData("HTTPie/3.2.4", "HTTPie")]
    [InlineData("python-requests/2.32.5", "Python requests")]
    [InlineData("Python/3.13 aiohttp/3.13.2", "Python aiohttp")]
    [InlineData("Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.7462", "PowerShell")]
    [InlineData("Mozilla/5.0 (Linux; Ubuntu 24.04.3 LTS; en-US) PowerShell/7.5.4", "PowerShell")]
    [InlineData("Go-http-client/2.0", "Go-http-client")]
    [InlineData("node-fetch/1.0 (+https://github.com/bitinn/node-fetch)", "node-fetch")]
    [InlineData("node", "Node.js")]
    [InlineData("PostmanRuntime/7.51.0", "Postman")]
    [InlineData("axios/1.13.2", "axios")]
    [InlineData("okhttp/5.3.2", "OkHttp")]
    [InlineData("Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.8.9", "Lynx")]
    public void Tools(string userAgent, string name) => Check(userAgent, name, DeviceType.Terminal);

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36", "bingbot")]
    [InlineData("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)", "GPTBot")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) " + Kit + "HeadlessChrome/144.0.0.0 Safari/537.36", "Headless Chrome")]
    public void Bots(string userAgent, string name) => Check(userAgent, name, DeviceType.Bot);

    [Theory]
    [InlineData("Mozilla/5.0 (SMART-TV; LINUX; Tizen 8.0) " + Kit + "SamsungBrowser/7.0 Chrome/108.0.5359.1 TV Safari/537.36", "Samsung Internet on Samsung TV")]
    [InlineData("Mozilla/5.0 (Web0S; Linux/SmartTV) " + Kit + "Chrome/120.0.6099.270 Safari/537.36 WebAppManager", "Chrome on LG TV")]
    [InlineData("Mozilla/5.0 (PlayStation; PlayStation 5/12.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15", "Safari on PlayStation")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) " + Kit + "Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0", "Edge on Xbox")]
    public void Televisions(string userAgent, string name) => Check(userAgent, name, DeviceType.Tv);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("Mozilla/5.0")]
    public void The_rest_is_unknown(string? userAgent) => Check(userAgent, "Unknown browser", DeviceType.Unknown);

    [Theory]
    [InlineData(Windows, "Chrome", "144", "Windows", null)]
    [InlineData(MacSafari, "Safari", "26.2", "macOS", null)]
    [InlineData(IPhone + "Version/26.2 Mobile/15E148 Safari/604.1", "Safari", "26.2", "iOS", "18.7")]
    [InlineData(Android + "Chrome/144.0.0.0 Mobile Safari/537.36", "Chrome", "144", "Android", null)]
    [InlineData("Mozilla/5.0 (Android 16; Mobile; rv:147.0) Gecko/147.0 Firefox/147.0", "Firefox", "147", "Android", "16")]
    [InlineData("curl/8.17.0", "curl", "8", "Unknown", null)]
    public void Versions_are_told_where_they_are_true(string userAgent, string browser, string? version, string os, string? osVersion)
    {
        var device = new DeviceParser().Parse(userAgent);

        Assert.Equal((browser, version, os, osVersion), (device.Browser, device.BrowserVersion, device.Os, device.OsVersion));
    }

    [Fact]
    public void Types_have_a_lower_case_word() =>
        Assert.Equal(
            ["unknown", "desktop", "phone", "tablet", "terminal", "bot", "tv"],
            Enum.GetValues<DeviceType>().Select(type => type.ToText()));

    private static void Check(string? userAgent, string name, DeviceType type)
    {
        var device = new DeviceParser().Parse(userAgent);

        Assert.Equal((name, type), (device.Name, device.Type));
    }
}
