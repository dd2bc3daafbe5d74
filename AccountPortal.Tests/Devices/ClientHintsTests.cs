using AccountPortal.Devices;
using Microsoft.AspNetCore.Http;

namespace AccountPortal.Tests.Devices;

public class ClientHintsTests
{
    private const string Windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36";
    private const string Mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36";
    private const string Android = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Mobile Safari/537.36";
    private const string Chrome = "\"Not(A:Brand\";v=\"8\", \"Chromium\";v=\"144\", \"Google Chrome\";v=\"144\"";
    private const string Brave = "\"Not(A:Brand\";v=\"8\", \"Chromium\";v=\"144\", \"Brave\";v=\"144\"";
    private const string Chromium = "\"Chromium\";v=\"144\", \"Not(A:Brand\";v=\"8\"";

    [Theory]
    [InlineData(Windows + " Edg/144.0.0.0", "\"Microsoft Edge\";v=\"144\", \"Chromium\";v=\"144\"", "\"Windows\"", "\"15.0.0\"", "", "Edge on Windows 11")]
    [InlineData(Windows, Chrome, "\"Windows\"", "\"13.0.0\"", "", "Chrome on Windows 11")]
    [InlineData(Windows, Chrome, "\"Windows\"", "\"12.9.0\"", "", "Chrome on Windows 10")]
    [InlineData(Windows, Chrome, "\"Windows\"", "\"0.0.0\"", "", "Chrome on Windows")]
    [InlineData(Windows, Chrome, "\"Windows\"", "", "", "Chrome on Windows")]
    [InlineData(Windows, Brave, "\"Windows\"", "\"15.0.0\"", "", "Brave on Windows 11")]
    [InlineData(Windows, "\"Opera GX\";v=\"126\", \"Chromium\";v=\"142\"", "\"Windows\"", "", "", "Opera GX on Windows")]
    [InlineData(Windows, "\"Chromium\";v=\"144\", \"Vivaldi\";v=\"7.8\"", "\"Windows\"", "", "", "Vivaldi on Windows")]
    [InlineData(Mac, Chromium, "\"macOS\"", "\"26.1.0\"", "", "Chromium on macOS")]
    [InlineData(Mac, "\"Nothing known\";v=\"1\"", "\"macOS\"", "", "", "Chrome on macOS")]
    [InlineData(Android, Chrome, "\"Android\"", "\"16.0.0\"", "\"Pixel 8\"", "Chrome on Pixel 8")]
    [InlineData(Android, Chrome, "\"Android\"", "\"16.0.0\"", "\"SM-S938B\"", "Chrome on Samsung Galaxy")]
    [InlineData(Android, Chrome, "\"Android\"", "\"16.0.0\"", "\"CPH2451\"", "Chrome on Android")]
    [InlineData(Android, Chrome, "\"Android\"", "\"16.0.0\"", "\"\"", "Chrome on Android")]
    [InlineData("curl/8.17.0", Chrome, "\"Windows\"", "\"15.0.0\"", "", "curl")]
    [InlineData("", Chrome, "\"Chrome OS\"", "\"16463.0.0\"", "", "Chrome on ChromeOS")]
    public void Hints_name_what_the_user_agent_hides(string userAgent, string brands, string platform, string version, string model, string name) =>
        Assert.Equal(name, new DeviceParser().Parse(Request(userAgent, brands, platform, version, model)).Name);

    [Fact]
    public void Hints_give_versions()
    {
        var device = new DeviceParser().Parse(Request(Android, Brave, "\"Android\"", "\"16.0.0\"", "\"Pixel 9 Pro\""));

        Assert.Equal(("Brave", "144", "Android", "16", DeviceType.Phone), (device.Browser, device.BrowserVersion, device.Os, device.OsVersion, device.Type));
    }

    [Theory]
    [InlineData("?1", DeviceType.Phone)]
    [InlineData("?0", DeviceType.Tablet)]
    [InlineData("1", DeviceType.Phone)]
    public void Mobile_tells_phones_from_tablets(string mobile, DeviceType type) =>
        Assert.Equal(type, new DeviceParser().Parse(Android, ClientHints.From(Headers(("Sec-CH-UA-Mobile", mobile)))).Type);

    [Theory]
    [InlineData("Windows")]
    [InlineData("\"Windows")]
    [InlineData("\"Windows\" x")]
    [InlineData("\"Win\\dows\"")]
    [InlineData("\"Windows\\")]
    [InlineData("\"Win\u0000dows\"")]
    [InlineData("\"Wind\u00f6ws\"")]
    [InlineData("\"\"")]
    public void A_malformed_hint_counts_as_not_sent(string platform) =>
        Assert.Null(ClientHints.From(Headers(("Sec-CH-UA-Platform", platform))));

    [Theory]
    [InlineData("\"Brave\"")]
    [InlineData("\"Brave\";v=144")]
    [InlineData("\"Brave\";v=\"144\",")]
    [InlineData("\"Brave\";v=\"144\" \"Opera\";v=\"1\"")]
    [InlineData("Brave;v=\"144\"")]
    [InlineData("<script>")]
    public void A_malformed_brand_list_counts_as_not_sent(string brands) =>
        Assert.Null(ClientHints.From(Headers(("Sec-CH-UA", brands))));

    [Fact]
    public void Overlong_and_repeated_hints_count_as_not_sent()
    {
        Assert.Null(ClientHints.From(Headers(("Sec-CH-UA-Model", $"\"{new string('x', 65)}\""))));
        Assert.NotNull(ClientHints.From(Headers(("Sec-CH-UA-Model", $"\"{new string('x', 64)}\""))));
        Assert.Null(ClientHints.From(Headers(("Sec-CH-UA", string.Concat(Enumerable.Repeat("\"Brave\";v=\"1\", ", 100)) + Brave))));
        var twice = new HeaderDictionary { ["Sec-CH-UA-Platform"] = new(["\"Windows\"", "\"macOS\""]) };
        Assert.Null(ClientHints.From(twice));
    }

    [Fact]
    public void Quotes_and_backslashes_are_unescaped() =>
        Assert.Equal("""a"b\c""", ClientHints.From(Headers(("Sec-CH-UA-Model", """ "a\"b\\c" """)))!.Model);

    private static HttpRequest Request(string userAgent, string brands, string platform, string version, string model)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.UserAgent = userAgent;
        request.Headers["Sec-CH-UA"] = brands;
        request.Headers["Sec-CH-UA-Platform"] = platform;
        request.Headers["Sec-CH-UA-Platform-Version"] = version;
        request.Headers["Sec-CH-UA-Model"] = model;
        return request;
    }

    private static HeaderDictionary Headers(params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }
        return dictionary;
    }
}
