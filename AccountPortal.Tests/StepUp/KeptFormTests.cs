using System.Net;
using System.Net.Http.Headers;
using AccountPortal.StepUp;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.StepUp;

/// <summary>A form that meets an old confirmation is carried through the new one and completes after it (P11).</summary>
public class KeptFormTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task The_form_completes_after_the_confirmation_with_one_click()
    {
        var (browser, person, other) = await KeptAsync();
        Assert.Contains("sign out all other sessions", browser.Text);
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        Assert.StartsWith("/step-up/form/", browser.Path);
        Assert.Contains("sign out all other sessions", browser.Text);
        Assert.True(await other.IsSignedInAsync(), "It was done before the click.");
        await browser.SubmitAsync("Do it: sign out all other sessions");
        Assert.Equal(("/account/sessions", "Signed out 1 other session."), (browser.Path, browser.Notice()));
        Assert.False(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task It_completes_once_whatever_races()
    {
        var (browser, person, _) = await KeptAsync();
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        var (path, token) = (browser.Path, browser.Page.QuerySelector("form [name=csrf]")!.GetAttribute("value")!);
        var statuses = await Race.RunAsync(10, async _ =>
        {
            var tab = browser.Copy();
            tab.FollowsRedirects = false;
            await tab.PostFormAsync(path, new { csrf = token });
            return tab.Status;
        });
        Assert.Equal(1, statuses.Count(status => status == HttpStatusCode.Found));
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.NotFound));
        Assert.Equal(0, await app.Db(db => db.KeptForms.CountAsync(form => form.UserId == person.Id)));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public async Task It_waits_for_fifteen_minutes(int seconds, bool isThere)
    {
        await using var portal = await PortalApp.StartAsync();
        portal.Clock.Stop();
        var person = await portal.NewPersonAsync();
        var browser = await portal.SignInAsync(person);
        await browser.GoAsync("/account/alerts");
        await portal.AgeAsync(person.Id);
        await browser.SubmitAsync("/account/alerts");
        var kept = await portal.Db(db => db.KeptForms.Select(form => form.Id).SingleAsync());
        portal.Clock.Advance(KeptForms.Lifetime + TimeSpan.FromSeconds(seconds));
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        Assert.Equal($"/step-up/form/{kept}", browser.Path);
        Assert.Equal(isThere ? HttpStatusCode.OK : HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Neither_another_session_nor_another_account_gets_at_it()
    {
        var (browser, person, _) = await KeptAsync();
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        var path = browser.Path;
        foreach (var stranger in new[] { await app.SignInAsync(person), await app.SignInAsync(await app.NewPersonAsync()) })
        {
            await stranger.GoAsync("/account/alerts");
            var token = stranger.Page.QuerySelector("form [name=csrf]")!.GetAttribute("value")!;
            await stranger.GoAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
            await stranger.PostFormAsync(path, new { csrf = token });
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        }

        Assert.Equal(1, await app.Db(db => db.KeptForms.CountAsync(form => form.UserId == person.Id)));
    }

    [Fact]
    public async Task A_row_that_is_moved_in_the_database_does_not_open()
    {
        var (browser, person, _) = await KeptAsync();
        var kept = await app.Db(db => db.KeptForms.Where(form => form.UserId == person.Id).Select(form => form.Id).SingleAsync());
        var thief = await app.SignInAsync(await app.NewPersonAsync());
        var (thiefId, session) = await app.Db(async db =>
        {
            var row = await db.Sessions.OrderByDescending(session => session.Id).FirstAsync();
            return (row.UserId, row.Id);
        });
        await app.SqlAsync<Guid>("update kept_forms set user_id = $1, session_id = $2 where id = $3 returning id", thiefId, session, kept);
        await thief.GoAsync($"/step-up/form/{kept}");
        Assert.Equal(HttpStatusCode.NotFound, thief.Status);
    }

    [Fact]
    public async Task It_goes_with_its_session()
    {
        var (browser, person, _) = await KeptAsync();
        await browser.PostJsonAsync("/logout");
        Assert.Equal(0, await app.Db(db => db.KeptForms.CountAsync(form => form.UserId == person.Id)));
    }

    [Fact]
    public async Task A_click_that_comes_too_late_asks_again_and_still_loses_nothing()
    {
        var (browser, person, other) = await KeptAsync();
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        await app.AgeAsync(person.Id);
        await browser.SubmitAsync("Do it: sign out all other sessions");
        Assert.StartsWith("/step-up?", browser.Path);
        Assert.True(await other.IsSignedInAsync());
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        await browser.SubmitAsync("Do it: sign out all other sessions");
        Assert.False(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task What_is_over_goes_with_the_next_form_of_anybody()
    {
        var (_, forgetful, _) = await KeptAsync();
        var now = app.Clock.GetUtcNow();
        await app.SqlAsync<Guid>("update kept_forms set expires_at = $1 where user_id = $2 returning id", now, forgetful.Id);
        await KeptAsync();
        Assert.Equal(0, await app.Db(db => db.KeptForms.CountAsync(form => form.UserId == forgetful.Id)));
    }

    [Fact]
    public async Task A_session_that_is_held_in_between_loses_nothing_either()
    {
        var (browser, person, other) = await KeptAsync();
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        var now = app.Clock.GetUtcNow();
        await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ConfirmSince, now)));
        await browser.SubmitAsync("Do it: sign out all other sessions");
        Assert.StartsWith("/step-up?", browser.Path);
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        Assert.StartsWith("/step-up/form/", browser.Path);
        await browser.SubmitAsync("Do it: go on");
        Assert.Equal("/account/sessions", browser.Path);
        Assert.Equal(1, await app.Db(db => db.Sessions.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task What_was_typed_is_shown_and_completes_as_it_was()
    {
        var administrator = await app.NewAdministratorAsync();
        var owner = await app.NewPersonAsync();
        var browser = await app.SignInAsync(administrator);
        await browser.GoAsync($"/admin/accounts/{owner.Id}/lock");
        await app.AgeAsync(administrator.Id);
        const string Reason = "Seen on a list of <b>stolen</b> passwords & more";
        await browser.SubmitAsync($"/admin/accounts/{owner.Id}/lock", new { reason = Reason });
        await browser.SubmitAsync("/step-up", new { password = administrator.Password });
        Assert.Contains(Reason, browser.Page.QuerySelector("dl")!.TextContent);
        // Whose, too: there may be several tabs.
        Assert.Contains(owner.Email, browser.Page.QuerySelector("dl")!.TextContent);
        await browser.SubmitAsync("Do it: lock this account");
        Assert.Equal(Reason, await app.Db(db => db.Users.Where(row => row.Id == owner.Id).Select(row => row.LockReason).SingleAsync()));
    }

    [Fact]
    public async Task A_form_that_is_refused_says_so_in_its_own_page()
    {
        var administrator = await app.NewAdministratorAsync();
        var owner = await app.NewPersonAsync();
        var browser = await app.SignInAsync(administrator);
        await browser.GoAsync($"/admin/accounts/{owner.Id}/lock");
        await app.AgeAsync(administrator.Id);
        await browser.SubmitAsync($"/admin/accounts/{owner.Id}/lock", new { reason = "" });
        await browser.SubmitAsync("/step-up", new { password = administrator.Password });
        await browser.SubmitAsync("Do it: lock this account");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync($"/admin/accounts/{owner.Id}/lock", new { reason = "Now with one" });
        Assert.Equal("Now with one", await app.Db(db => db.Users.Where(row => row.Id == owner.Id).Select(row => row.LockReason).SingleAsync()));
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_and_not_kept()
    {
        var (browser, person) = await StaleSessions.NewAsync(app);
        await browser.PostFormAsync("/account/sessions/revoke-others");
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Equal(0, await app.Db(db => db.KeptForms.CountAsync(form => form.UserId == person.Id)));
    }

    [Fact]
    public async Task A_session_keeps_ten_forms_at_most()
    {
        var (browser, person, _) = await KeptAsync();
        await browser.GoAsync("/account/sessions");
        var token = browser.Page.QuerySelector("main form [name=csrf]")!.GetAttribute("value")!;
        for (var i = 0; i < 12; i++)
        {
            await browser.PostFormAsync("/account/sessions/revoke-others", new { csrf = token });
        }

        Assert.Equal(10, await app.Db(db => db.KeptForms.CountAsync(form => form.UserId == person.Id)));
        Assert.StartsWith("/step-up?", browser.Path);
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        await browser.SubmitAsync("Do it: sign out all other sessions");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task The_database_does_not_hold_what_was_typed_in_the_clear()
    {
        var administrator = await app.NewAdministratorAsync();
        var owner = await app.NewPersonAsync();
        var browser = await app.SignInAsync(administrator);
        await browser.GoAsync($"/admin/accounts/{owner.Id}/lock");
        await app.AgeAsync(administrator.Id);
        await browser.SubmitAsync($"/admin/accounts/{owner.Id}/lock", new { reason = "a very private reason" });
        var content = await app.Db(db => db.KeptForms.Where(form => form.UserId == administrator.Id).Select(form => form.Content).SingleAsync());
        Assert.DoesNotContain("a very private reason", System.Text.Encoding.UTF8.GetString(content));
    }

    [Fact]
    public async Task Files_come_along()
    {
        await using var portal = await PortalApp.StartAsync(services: UploadController.Add);
        var person = await portal.NewPersonAsync();
        var browser = await portal.SignInAsync(person);
        await browser.GoAsync("/account/alerts");
        await portal.AgeAsync(person.Id);
        var file = new ByteArrayContent([0, 1, 2, 0xff]) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-test") } };
        var token = browser.Page.QuerySelector("form [name=csrf]")!.GetAttribute("value")!;
        await browser.PostAsync(UploadController.Path, new MultipartFormDataContent
        {
            { new StringContent(token), "csrf" }, { new StringContent("first"), "words" }, { new StringContent("second"), "words" }, { file, "metadata", "grüße.bin" },
        });
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        Assert.Contains("grüße.bin", browser.Page.QuerySelector("dl")!.TextContent);
        await browser.SubmitAsync("Do it: upload a file");
        Assert.Equal("first,second grüße.bin application/x-test 000102FF ?q=1", browser.Text);
    }

    /// <summary>A browser at the confirmation that its form "sign out all others" met, and the other session.</summary>
    private async Task<(Browser Browser, Person Person, Browser Other)> KeptAsync()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var other = await app.SignInAsync(person);
        await browser.GoAsync("/account/sessions");
        await app.AgeAsync(person.Id);
        await browser.SubmitAsync("/account/sessions/revoke-others");
        Assert.StartsWith("/step-up?", browser.Path);
        return (browser, person, other);
    }
}
