using System.Net;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Devices;

/// <summary>The browser's own cookie: it outlives sessions, moves on, and signs nobody in.</summary>
public class KnownDeviceTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string CookieName = "portal-device";

    [Fact]
    public async Task The_cookie_stays_over_a_sign_out_and_moves_on_with_the_next_sign_in()
    {
        await using var own = await PortalApp.StartAsync();
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var browser = await own.SignInAsync(person);
        var first = browser.Cookies[CookieName];
        Assert.NotNull(first);
        await browser.PostJsonAsync("/logout");
        Assert.Equal(first, browser.Cookies[CookieName]);
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.SignInAsync(person);
        Assert.NotEqual(first, browser.Cookies[CookieName]);
        Assert.Equal(1, await own.Db(db => db.KnownDevices.CountAsync()));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_is_worth_nothing_once_the_next_one_was_seen()
    {
        await using var own = await PortalApp.StartAsync();
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var browser = await own.SignInAsync(person);
        var copy = browser.Cookies[CookieName];
        await AgainAsync(own, browser, person);
        await AgainAsync(own, browser, person);
        Assert.Equal(1, await own.Db(db => db.KnownDevices.CountAsync()));
        browser.Cookies[CookieName] = copy;
        await AgainAsync(own, browser, person);
        Assert.Equal(2, await own.Db(db => db.KnownDevices.CountAsync()));
    }

    [Fact]
    public async Task A_browser_that_never_got_the_new_cookie_is_known_by_the_one_before()
    {
        await using var own = await PortalApp.StartAsync();
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var browser = await own.SignInAsync(person);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var before = browser.Cookies[CookieName];
            await AgainAsync(own, browser, person);
            Assert.NotEqual(before, browser.Cookies[CookieName]);
            browser.Cookies[CookieName] = before;
        }

        Assert.Equal(1, await own.Db(db => db.KnownDevices.CountAsync()));
    }

    [Fact]
    public async Task Two_accounts_in_one_browser_share_its_cookie()
    {
        await using var own = await PortalApp.StartAsync();
        own.Clock.Stop();
        var (one, other) = (await own.NewPersonAsync(), await own.NewPersonAsync());
        var browser = await own.SignInAsync(one);
        foreach (var person in new[] { other, one, other, one })
        {
            await AgainAsync(own, browser, person);
        }

        Assert.Equal(2, await own.Db(db => db.KnownDevices.CountAsync()));
        Assert.Equal(1, await own.Db(db => db.KnownDevices.Select(device => device.KeyHash).Distinct().CountAsync()));
    }

    [Fact]
    public async Task Sign_ins_at_once_leave_a_cookie_that_is_known()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await Race.RunAsync(10, async _ =>
        {
            await browser.SignInAsync(person);
            return true;
        });
        await browser.SignInAsync(person);
        Assert.Equal(1, await app.Db(db => db.KnownDevices.CountAsync(device => device.UserId == person.Id)));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAA")]
    public async Task A_made_up_cookie_is_replaced(string value)
    {
        var browser = app.NewBrowser();
        browser.Cookies[CookieName] = value;
        await browser.SignInAsync(await app.NewPersonAsync());
        Assert.NotEqual(value, browser.Cookies[CookieName]);
    }

    [Fact]
    public async Task It_signs_nobody_in()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var thief = app.NewBrowser();
        thief.Cookies[CookieName] = browser.Cookies[CookieName];
        thief.SessionCookie = browser.Cookies[CookieName];
        Assert.False(await thief.IsSignedInAsync());
    }

    [Fact]
    public async Task A_device_can_be_named_and_keeps_its_name_over_sign_ins()
    {
        var person = await app.NewPersonAsync();
        var (here, there) = (await app.SignInAsync(person), await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu));
        await NameAsync(here, here, " Kitchen laptop ");
        await NameAsync(here, there, "<b>Desk</b>");
        Assert.Equal(HttpStatusCode.OK, here.Status);
        await here.PostJsonAsync("/logout");
        await here.SignInAsync(person);
        await here.GoAsync("/account/sessions");
        var names = here.Page.QuerySelectorAll(".row .name > span:first-child").Select(name => name.TextContent).Take(2);
        Assert.Equal(["Kitchen laptop", "<b>Desk</b>"], names);
        await NameAsync(here, here, "");
        Assert.DoesNotContain("Kitchen laptop", here.Page.QuerySelector(".row .name")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("61", HttpStatusCode.UnprocessableEntity)]
    [InlineData("60", HttpStatusCode.OK)]
    [InlineData("\u202Eevil", HttpStatusCode.UnprocessableEntity)]
    public async Task A_name_that_will_not_do_is_refused(string name, HttpStatusCode status)
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await NameAsync(browser, browser, int.TryParse(name, out var length) ? new string('x', length) : name);
        Assert.Equal(status, browser.Status);
    }

    [Fact]
    public async Task Somebody_elses_device_is_neither_named_nor_forgotten()
    {
        var (mine, theirs) = (await app.SignInAsync(await app.NewPersonAsync()), await app.SignInAsync(await app.NewPersonAsync()));
        var id = await IdAsync(theirs);
        await mine.GoAsync("/account/sessions");
        var csrf = mine.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        await mine.PostFormAsync($"/account/sessions/{id}/name", new { name = "mine", csrf });
        Assert.Equal(HttpStatusCode.NotFound, mine.Status);
        await mine.PostFormAsync($"/account/sessions/{id}/forget-device", new { csrf });
        Assert.Equal(HttpStatusCode.NotFound, mine.Status);
        Assert.Equal(1, await app.Db(db => db.Sessions.CountAsync(session => session.Id == Guid.Parse(id) && session.KnownDeviceId != null)));
    }

    [Fact]
    public async Task A_device_that_was_forgotten_is_new_at_its_next_sign_in()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/sessions");
        await browser.SubmitAsync($"/account/sessions/{await IdAsync(browser)}/forget-device");
        Assert.True(await browser.IsSignedInAsync());
        await browser.SignInAsync(person);
        Assert.Contains("New sign-in", (await app.Mail.LastAsync(person.Email)).Subject, StringComparison.Ordinal);
        await browser.GoAsync("/account/sessions");
        Assert.Contains("a browser that was not used with this account before", browser.Text, StringComparison.Ordinal);
    }

    private static async Task NameAsync(Browser browser, Browser device, string name)
    {
        await browser.GoAsync("/account/sessions");
        var csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        await browser.PostFormAsync($"/account/sessions/{await IdAsync(device)}/name", new { name, csrf });
    }

    private static async Task<string> IdAsync(Browser browser) => (await browser.GetJsonAsync("/me/sessions")).Body.EnumerateArray()
        .Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString()!;

    private static async Task AgainAsync(PortalApp own, Browser browser, Person person)
    {
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        await browser.SignInAsync(person);
    }
}
