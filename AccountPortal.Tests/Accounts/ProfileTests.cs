using System.Net;
using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Accounts;

public class ProfileTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Name_and_time_zone_are_kept_and_used()
    {
        var browser = await SaveAsync("  Ada Lovelace ", "Europe/Berlin");
        Assert.Contains("Saved.", browser.Text, StringComparison.Ordinal);
        await browser.GoAsync("/account");
        Assert.Equal("Hello, Ada Lovelace", browser.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("Berlin, UTC", browser.Page.QuerySelector("time")!.GetAttribute("title"), StringComparison.Ordinal);
        var me = await browser.GetJsonAsync("/me");
        Assert.Equal(("Ada Lovelace", "Europe/Berlin"), (me["displayName"].GetString(), me["timeZone"].GetString()));
    }

    [Theory]
    [InlineData("José Ñandú")]
    [InlineData("محمد علی‌زاده")]
    [InlineData("O'Brien & Søn <3")]
    [InlineData("王小明")]
    [InlineData("👩‍💻 Ada")]
    public async Task Any_script_will_do(string name)
    {
        var browser = await SaveAsync(name, "");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        await browser.GoAsync("/account");
        Assert.Equal($"Hello, {name}", browser.Page.QuerySelector("h1")!.TextContent);
    }

    [Theory]
    [InlineData("a\u0007b")]
    [InlineData("a\u202Egnp.exe")]
    [InlineData("a\u2066b")]
    [InlineData("a\r\nSubject: b")]
    [InlineData("\u200B")]
    [InlineData("\u200D")]
    [InlineData("\uE000")]
    [InlineData("a\u2028b")]
    public async Task What_cannot_be_seen_or_turns_the_text_around_is_refused(string name)
    {
        var browser = await SaveAsync(name, "");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector("#displayName-error"));
    }

    [Theory]
    [InlineData(100, HttpStatusCode.OK)]
    [InlineData(101, HttpStatusCode.UnprocessableEntity)]
    public async Task A_name_has_a_hundred_characters_at_most(int length, HttpStatusCode status) =>
        Assert.Equal(status, (await SaveAsync(new string('é', length), "")).Status);

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    [InlineData("europe/berlin")]
    public async Task An_unknown_time_zone_is_refused(string zone)
    {
        var browser = await SaveAsync("Ada", zone);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector("#timeZone-error"));
    }

    [Fact]
    public async Task A_name_is_text_wherever_it_stands()
    {
        var browser = await SaveAsync("<script>alert(1)</script><b>x</b>\"'", "");
        foreach (var path in new[] { "/account", "/account/profile", "/account/email", "/account/password", "/account/sessions" })
        {
            await browser.GoAsync(path);
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            Assert.DoesNotContain("<script>alert", browser.Text, StringComparison.Ordinal);
            Assert.Empty(browser.Page.QuerySelectorAll("main b"));
        }
    }

    [Fact]
    public async Task An_empty_name_is_none()
    {
        var person = await app.NewPersonAsync();
        var browser = await SaveAsync("   ", "", person);
        await browser.GoAsync("/account");
        Assert.Equal("Your account", browser.Page.QuerySelector("h1")!.TextContent);
        Assert.Null(await app.Db(db => db.Users.Where(account => account.Id == person.Id).Select(account => account.DisplayName).SingleAsync()));
    }

    [Fact]
    public async Task The_overview_tells_of_sessions_and_password()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account");
        Assert.Contains("signed in only here", browser.Text, StringComparison.Ordinal);
        Assert.Contains("Not changed since you signed up", browser.Text, StringComparison.Ordinal);
        await app.SignInAsync(person);
        await browser.GoAsync("/account");
        Assert.Contains("signed in on 2 devices", browser.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "an entirely new sentence" });
        await browser.GoAsync("/account");
        Assert.Contains("Last changed", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_zones_are_those_that_people_look_for()
    {
        Assert.True(TimeZones.Has("Europe/Berlin"));
        Assert.True(TimeZones.Has("America/Argentina/Buenos_Aires"));
        Assert.Equal("Argentina, Buenos Aires", TimeZones.Name("America/Argentina/Buenos_Aires"));
        Assert.InRange(TimeZones.Groups.Sum(group => group.Count()), 300, 700);
    }

    // Sent past the page, which a browser would clean up or cut.
    private async Task<Browser> SaveAsync(string displayName, string timeZone, Person? person = null)
    {
        var browser = await app.SignInAsync(person ?? await app.NewPersonAsync());
        await browser.GoAsync("/account/profile");
        var csrf = browser.Page.QuerySelector("main input[name=csrf]")!.GetAttribute("value")!;
        await browser.PostFormAsync("/account/profile", new { csrf, displayName, timeZone });
        return browser;
    }
}
