using AccountPortal.Sessions;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Sessions;

public class SessionRowTests : BunitContext
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);

    public SessionRowTests() => Services.AddSingleton<AntiforgeryStateProvider, FixedToken>();

    [Fact]
    public void Another_session_can_be_signed_out_with_a_token()
    {
        var row = Row(Phone);
        var form = row.Find($"form[method=post][action='/account/sessions/{Phone.Id}/revoke']");
        Assert.Equal("the-token", form.QuerySelector("input[name=token]")!.GetAttribute("value"));
        Assert.Equal("Sign out Safari on iPhone", form.QuerySelector("button")!.TextContent);
    }

    [Fact]
    public void This_session_is_marked_active_and_has_no_form()
    {
        var row = Row(Phone with { IsCurrent = true });
        Assert.Empty(row.FindAll("form"));
        Assert.Equal("This device", row.Find(".badge").TextContent);
        Assert.Equal("Active now", row.Find(".live").TextContent);
    }

    [Theory]
    [InlineData(59, "Active now")]
    [InlineData(60, "1 minute ago")]
    public void Activity_within_a_minute_is_now(int secondsAgo, string words) =>
        Assert.Equal(words, Row(Phone with { LastActiveAt = Now.AddSeconds(-secondsAgo) }).Find("ul.facts li").TextContent);

    [Fact]
    public void It_says_where_how_and_until_when()
    {
        var facts = Row(Phone).FindAll(".facts").Select(fact => fact.TextContent.Replace('\u00a0', ' ').Trim()).ToList();
        Assert.Contains("near Berlin, Germany", facts[0], StringComparison.Ordinal);
        Assert.Contains("203.0.113.7", facts[0], StringComparison.Ordinal);
        Assert.Equal("Signed in yesterday, 14:00 UTC with a password and a code", facts[1]);
        Assert.Equal("Ends after 7 days unused, or Friday, 14:00 UTC", facts[2]);
    }

    [Fact]
    public void A_given_name_stands_beside_what_the_device_is()
    {
        Assert.DoesNotContain("Safari on iPhone", Row(Phone).Find("ul.facts").TextContent, StringComparison.Ordinal);
        var named = Row(Phone with { GivenName = "Ada's phone" });
        Assert.StartsWith("Ada's phone", named.Find(".name").TextContent, StringComparison.Ordinal);
        Assert.Contains("Safari on iPhone", named.Find("ul.facts").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_user_agent_is_text()
    {
        var row = Row(Phone with { UserAgent = "<script>alert(1)</script>" });
        Assert.Empty(row.FindAll("script"));
        Assert.Equal("<script>alert(1)</script>", row.Find("details code").TextContent);
    }

    [Theory]
    [InlineData("desktop"), InlineData("phone"), InlineData("tablet"), InlineData("terminal"), InlineData("bot"), InlineData("tv"), InlineData("unknown"), InlineData("fridge")]
    public void Every_device_type_has_an_icon(string type) => Assert.NotEmpty(Row(Phone with { DeviceType = type }).Find(".tile svg").Children);

    [Fact]
    public void Without_a_place_it_says_so_in_the_details_only()
    {
        var row = Row(Phone with { City = null, Country = "" });
        Assert.Equal(2, row.FindAll("ul.facts li").Count);
        Assert.Contains("not known", row.Find("details").TextContent, StringComparison.Ordinal);
    }

    internal static SessionCard Phone => new()
    {
        Id = Guid.Parse("01a1fc37-a205-754e-8a2f-5b99760eaafd"),
        DeviceName = "Safari on iPhone",
        Browser = "Safari",
        Os = "iOS",
        DeviceType = "phone",
        Ip = "203.0.113.7",
        City = "Berlin",
        Country = "DE",
        CreatedAt = Now.AddDays(-1),
        LastActiveAt = Now.AddMinutes(-2),
        ExpiresAt = Now.AddDays(6),
        IdleTimeout = TimeSpan.FromDays(7),
        IsCurrent = false,
        Methods = ["password", "totp"],
        UserAgent = "Mozilla/5.0 (iPhone)",
    };

    private IRenderedComponent<SessionRow> Row(SessionCard session) => Render<SessionRow>(p => p.Add(r => r.Session, session).Add(r => r.Now, Now));

    private sealed class FixedToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken GetAntiforgeryToken() => new("the-token", "token");
    }
}
