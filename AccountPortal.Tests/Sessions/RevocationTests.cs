using System.Net;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Sessions;

/// <summary>Ending sessions from the page and by JSON: dead at once, one's own alone.</summary>
public class RevocationTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task ASVS_7_5_2_Revoking_a_session_on_the_page_signs_that_browser_out()
    {
        var person = await app.NewPersonAsync();
        var (here, there) = (await app.SignInAsync(person), await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu));
        await here.GoAsync("/account/sessions");
        await here.SubmitAsync($"/account/sessions/{await IdAsync(there)}/revoke");
        Assert.Equal("/account/sessions", here.Path);
        Assert.Contains("Signed out that device.", here.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.False(await there.IsSignedInAsync());
        Assert.True(await here.IsSignedInAsync());
        await there.GoAsync("/account/sessions");
        Assert.StartsWith("/sign-in", there.Path, StringComparison.Ordinal);
        Assert.Contains("You were signed out from Chrome on macOS", there.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASVS_7_4_1_A_revoked_cookie_is_refused_with_401_and_is_not_deleted()
    {
        var person = await app.NewPersonAsync();
        var (here, there) = (await app.SignInAsync(person), await app.SignInAsync(person));
        Assert.Equal(HttpStatusCode.OK, (await here.DeleteJsonAsync($"/me/sessions/{await IdAsync(there)}")).Status);
        var refusal = await there.GetJsonAsync("/me/sessions");
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.Status);
        Assert.Equal("application/problem+json", refusal.ContentType);
        Assert.Empty(refusal.SetCookies);
    }

    [Fact]
    public async Task The_current_session_is_not_revoked_but_signed_out()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var answer = await browser.DeleteJsonAsync($"/me/sessions/{await IdAsync(browser)}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("POST /logout", answer["detail"].GetString(), StringComparison.Ordinal);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("foreign")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("not-an-id")]
    public async Task ASVS_8_2_2_Somebody_elses_session_is_as_unknown_as_one_that_does_not_exist(string id)
    {
        var (mine, theirs) = (await app.SignInAsync(await app.NewPersonAsync()), await app.SignInAsync(await app.NewPersonAsync()));
        var target = id == "foreign" ? await IdAsync(theirs) : id;
        var unknown = await mine.DeleteJsonAsync($"/me/sessions/{Guid.CreateVersion7()}");
        var answer = await mine.DeleteJsonAsync($"/me/sessions/{target}");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(unknown["title"].GetString(), answer["title"].GetString());
        await mine.GoAsync("/account/sessions");
        await mine.PostFormAsync($"/account/sessions/{target}/revoke", new { csrf = TokenOf(mine) });
        Assert.Equal(HttpStatusCode.NotFound, mine.Status);
        Assert.True(await theirs.IsSignedInAsync());
    }

    [Fact]
    public async Task Revoking_all_others_keeps_the_current_one()
    {
        var person = await app.NewPersonAsync();
        var (here, there, phone) = (await app.SignInAsync(person), await app.SignInAsync(person), await app.SignInAsync(person, userAgent: UserAgents.SafariOnIphone));
        var stranger = await app.SignInAsync(await app.NewPersonAsync());
        var answer = await here.PostJsonAsync("/me/sessions/revoke-all");
        Assert.Equal(2, answer["revoked"].GetInt32());
        Assert.True(await here.IsSignedInAsync());
        Assert.False(await there.IsSignedInAsync());
        Assert.False(await phone.IsSignedInAsync());
        Assert.True(await stranger.IsSignedInAsync());
        Assert.Equal(0, (await here.PostJsonAsync("/me/sessions/revoke-all"))["revoked"].GetInt32());
    }

    [Fact]
    public async Task The_button_for_all_others_does_the_same()
    {
        var person = await app.NewPersonAsync();
        var (here, there) = (await app.SignInAsync(person), await app.SignInAsync(person));
        await here.GoAsync("/account/sessions");
        await here.SubmitAsync("Sign out 1 other session");
        Assert.Equal(HttpStatusCode.OK, here.Status);
        Assert.True(await here.IsSignedInAsync());
        Assert.False(await there.IsSignedInAsync());
        Assert.DoesNotContain("other session</button>", here.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_deletes_the_row_in_the_database_ends_the_session()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await app.Db(db => db.Sessions.Where(session => session.UserId == person.Id).ExecuteDeleteAsync());
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_list_tells_each_browser_with_the_most_recently_active_first()
    {
        var person = await app.NewPersonAsync();
        var firefox = await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
        var iphone = app.NewBrowser(UserAgents.SafariOnIphone);
        iphone.Address = "2001:db8::7";
        await iphone.SignInAsync(person, remember: true);
        var list = (await firefox.GetJsonAsync("/me/sessions")).Body.EnumerateArray().ToList();
        Assert.Equal(["Firefox on Ubuntu", "Safari on iPhone"], list.Select(session => session.GetProperty("deviceName").GetString()));
        Assert.Equal([true, false], list.Select(session => session.GetProperty("isCurrent").GetBoolean()));
        Assert.Equal(["203.0.113.10", "2001:db8::7"], list.Select(session => session.GetProperty("ip").GetString()));
    }

    [Fact]
    public async Task A_second_click_is_told_that_the_device_is_signed_out_already()
    {
        var person = await app.NewPersonAsync();
        var (here, there) = (await app.SignInAsync(person), await app.SignInAsync(person));
        await here.GoAsync("/account/sessions");
        var secondTab = here.Copy();
        await secondTab.GoAsync("/account/sessions");
        var id = await IdAsync(there);
        await here.SubmitAsync($"/account/sessions/{id}/revoke");
        await secondTab.SubmitAsync($"/account/sessions/{id}/revoke");
        Assert.Equal((HttpStatusCode.OK, "/account/sessions"), (secondTab.Status, secondTab.Path));
        Assert.Contains("signed out already", secondTab.Text, StringComparison.Ordinal);
        // An ended session of somebody else is as unknown as ever.
        var stranger = await app.SignInAsync(await app.NewPersonAsync());
        await stranger.GoAsync("/account/sessions");
        await stranger.PostFormAsync($"/account/sessions/{id}/revoke", new { csrf = TokenOf(stranger) });
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
    }

    [Fact]
    public async Task What_is_over_by_time_is_neither_counted_nor_ended_by_hand_nor_in_the_way()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "2" });
        var person = await own.NewPersonAsync();
        var (kept, over) = (await own.SignInAsync(person, remember: true), await own.SignInAsync(person));
        var overId = await IdAsync(over);
        own.Clock.Advance(TimeSpan.FromMinutes(31));
        await kept.PostJsonAsync("/me/step-up", new { password = person.Password });
        Assert.Equal(HttpStatusCode.NotFound, (await kept.DeleteJsonAsync($"/me/sessions/{overId}")).Status);
        Assert.Equal(0, (await kept.PostJsonAsync("/me/sessions/revoke-all"))["revoked"].GetInt32());
        Assert.Equal("idle", await own.SqlAsync<string>("select reason from ended_sessions where id = $1", Guid.Parse(overId)));
        await own.SignInAsync(person);
        own.Clock.Advance(TimeSpan.FromMinutes(31));
        await own.SignInAsync(person);
        Assert.True(await kept.IsSignedInAsync());
        Assert.Equal(0, await own.Db(db => db.EndedSessions.CountAsync(session => session.Reason == "limit")));
    }

    private static async Task<string> IdAsync(Browser browser) => (await browser.GetJsonAsync("/me/sessions")).Body.EnumerateArray()
        .Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString()!;

    private static string TokenOf(Browser browser) => browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value")!;
}
