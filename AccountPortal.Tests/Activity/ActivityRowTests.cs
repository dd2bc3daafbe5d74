using AccountPortal.Activity;
using Bunit;

namespace AccountPortal.Tests.Activity;

public class ActivityRowTests : BunitContext
{
    [Fact]
    public void ASVS_16_2_1_It_says_what_when_where_and_on_what()
    {
        var row = Row(Happened.Event(EventKind.SignIn, details: ("method", "password")));
        Assert.Equal("Signed in with your password", row.Find(".name").TextContent);
        Assert.Equal(["2 minutes ago", "Firefox on Windows 11", "near Berlin, Germany", "203.0.113.7"], row.FindAll(".facts > span").Select(fact => fact.TextContent.Trim()));
        Assert.NotEmpty(row.Find(".facts svg").Children);
        Assert.Empty(row.FindAll(".badge"));
        Assert.Contains("Sat 21 Nov 2026, 14:00 UTC", row.Find("dl").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_marked_by_a_word_and_a_picture()
    {
        var row = Row(Happened.Event(EventKind.SignIn, EventOutcome.Refused, details: ("method", "password")));
        Assert.Equal("Refused", row.Find(".badge.warn").TextContent);
        Assert.Contains("careful", row.Find("li").ClassList);
        Assert.Contains(row.Find(".tile path").GetAttribute("d")!, AccountPortal.Shared.Icons.Svg("warn").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sign_in_of_the_session_that_reads_is_marked()
    {
        var happened = Happened.Event(EventKind.SignIn);
        Assert.Equal("This session", Row(happened, happened.SessionId).Find(".badge").TextContent);
        Assert.Equal("/account/activity?session=this", Row(happened, happened.SessionId).Find("dl a").GetAttribute("href"));
        Assert.Equal($"/account/activity?session={happened.SessionId}", Row(happened, Guid.CreateVersion7()).Find("dl a").GetAttribute("href"));
    }

    [Fact]
    public void An_administrator_has_no_name_and_no_session_here()
    {
        var administrator = Guid.CreateVersion7();
        var row = Row(Happened.Event(EventKind.AdminAccountLocked).With(actorId: administrator));
        Assert.Equal("An administrator locked your account", row.Find(".name").TextContent);
        Assert.Contains("An administrator", row.Find("dl").TextContent, StringComparison.Ordinal);
        Assert.All([administrator.ToString(), "203.0.113.7", "Firefox", "Berlin"], secret => Assert.DoesNotContain(secret, row.Markup, StringComparison.Ordinal));
        Assert.Empty(row.FindAll("dl a"));
    }

    [Fact]
    public void Administrators_see_whose_by_whom_and_why()
    {
        var row = Render<ActivityRow>(p => p
            .Add(r => r.Happened, Happened.Event(EventKind.AdminAccountLocked, details: ("reason", "<b>sold</b>")).With(actorId: Guid.CreateVersion7()))
            .Add(r => r.Now, Happened.Now)
            .Add(r => r.Reader, EventReader.Administrator)
            .Add(r => r.Account, "ada@example.com").Add(r => r.AccountHref, "/admin/accounts/1").Add(r => r.Actor, "grace@example.com"));
        Assert.Equal("An administrator locked their account", row.Find(".name").TextContent);
        Assert.Equal(["just now", "ada@example.com", "Firefox on Windows 11", "near Berlin, Germany", "203.0.113.7"], row.FindAll(".facts > span").Select(fact => fact.TextContent.Trim()));
        Assert.Equal("/admin/accounts/1", Assert.Single(row.FindAll("dl a")).GetAttribute("href"));
        Assert.All(["grace@example.com", "admin-account-locked, success", "<b>sold</b>"], fact => Assert.Contains(fact, row.Find("dl").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_known_is_said_in_the_details_alone()
    {
        var row = Row(new SecurityEvent { Id = Guid.CreateVersion7(), At = Happened.Now, Kind = EventKind.RoleGranted, Outcome = EventOutcome.Success });
        Assert.Single(row.FindAll(".facts > span"));
        Assert.Equal(3, row.FindAll("dd").Count(fact => fact.TextContent == "not known"));
    }

    [Fact]
    public void A_hostile_device_is_text()
    {
        var row = Row(Happened.Event(EventKind.SessionRevoked, details: ("device", "<script>alert(1)</script>")).With(device: "<img src=x onerror=alert(1)>"));
        Assert.Empty(row.FindAll("script, img"));
        Assert.Contains("Signed out <script>", row.Find(".name").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Chrome on macOS"), InlineData("Safari on iPhone"), InlineData("Firefox on Windows 11"), InlineData("curl"), InlineData("Unknown browser"), InlineData(""), InlineData(" on ")]
    public void Every_device_has_a_picture(string device) => Assert.NotEmpty(AccountPortal.Shared.Icons.Svg(DeviceIcon.Of(device)).Value);

    private IRenderedComponent<ActivityRow> Row(SecurityEvent happened, Guid? current = null) =>
        Render<ActivityRow>(p => p.Add(r => r.Happened, happened).Add(r => r.Now, Happened.Now.AddMinutes(2)).Add(r => r.CurrentSessionId, current));
}
