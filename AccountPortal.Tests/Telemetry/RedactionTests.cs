using AccountPortal.Security;
using AccountPortal.Telemetry;

namespace AccountPortal.Tests.Telemetry;

public class RedactionTests
{
    [Theory]
    [InlineData("mail to ada.lovelace+x@example.co.uk bounced", "mail to [address] bounced")]
    [InlineData("<ada@example.com>: no", "<[address]>: no")]
    [InlineData("GET /verify-email?token=abc123&x=1", "GET /verify-email?token=[removed]&x=1")]
    [InlineData("Host=db;Username=portal;Password=\"a b;c\";Database=x", "Host=db;Username=portal;Password=[removed];Database=x")]
    [InlineData("password=hunter2", "password=[removed]")]
    [InlineData("SAMLResponse=PHNhbWw%2B RelayState=xyz", "SAMLResponse=[removed] RelayState=[removed]")]
    [InlineData("3 rows at AccountPortal.Sessions.SessionCheck.CheckAsync(HttpContext context) in 5 ms", "3 rows at AccountPortal.Sessions.SessionCheck.CheckAsync(HttpContext context) in 5 ms")]
    [InlineData("019e6b2c-7d3e-7000-8000-0123456789ab", "019e6b2c-7d3e-7000-8000-0123456789ab")]
    [InlineData("", "")]
    public void What_looks_like_a_secret_or_an_address_is_taken_out(string text, string expected) => Assert.Equal(expected, Redaction.Clean(text));

    [Fact]
    public void A_session_key_goes_with_its_tag()
    {
        var key = CookieKey.Create().Text;
        Assert.Equal("cookie [removed] here", Redaction.Clean($"cookie {key}.AAAAAAAAAAA here"));
        Assert.Equal("[removed]", Redaction.Clean(key));
    }

    [Fact]
    public void A_long_text_costs_no_more_than_its_length()
    {
        var text = string.Concat(Enumerable.Repeat("aaaaaaaaaa", 200_000)) + "@";
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        Redaction.Clean(text);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
