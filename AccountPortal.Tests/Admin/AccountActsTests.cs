using System.Net;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Admin;

/// <summary>What administrators do to accounts: each act has its reason, its event and its bounds.</summary>
public class AccountActsTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Ending_one_session_signs_that_browser_out_and_tells_it_who_without_a_name()
    {
        var (administrator, person) = (await app.NewAdministratorAsync(), await app.NewPersonAsync());
        var (browser, one, other) = (await app.SignInAsync(administrator), await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu), await app.SignInAsync(person));
        var id = await SessionIdAsync(one);
        await browser.GoAsync($"/admin/accounts/{person.Id}");
        await browser.ClickAsync("Sign out … Firefox on Ubuntu");
        await browser.SubmitAsync("Sign out", new { reason = "  Seen in a stranger's hands " }, within: "main");
        Assert.Equal($"/admin/accounts/{person.Id}", browser.Path);
        Assert.Equal("Signed out Firefox on Ubuntu.", browser.Notice());
        Assert.False(await one.IsSignedInAsync());
        Assert.True(await other.IsSignedInAsync());

        var happened = Assert.Single(await app.EventsOfAsync(person.Id, "admin-session-revoked"));
        Assert.Equal((administrator.Id, "Seen in a stranger's hands", id.ToString()), (happened.ActorId!.Value, happened.Detail("reason"), happened.Detail("session")));
        await one.GoAsync("/sign-in");
        Assert.Contains("You were signed out by an administrator.", one.Text, StringComparison.Ordinal);
        await other.GoAsync("/account/activity");
        Assert.Contains("An administrator signed out Firefox on Ubuntu", other.Text, StringComparison.Ordinal);
        await other.GoAsync("/account/sessions");
        foreach (var page in new[] { one.Text, other.Text, (await other.GetJsonAsync("/account/activity.csv")).Text })
        {
            Assert.DoesNotContain(administrator.Email, page, StringComparison.Ordinal);
            Assert.DoesNotContain("stranger's hands", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_second_click_says_that_it_is_done_and_a_session_of_another_account_is_nowhere()
    {
        var browser = await app.SignInAdministratorAsync();
        var (person, stranger) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var (session, foreign) = (await app.SignInAsync(person), await app.SignInAsync(stranger));
        var path = $"/admin/accounts/{person.Id}/sessions/{await SessionIdAsync(session)}/end";
        await browser.GoAsync(path);
        var second = browser.Copy();
        await second.GoAsync(path);
        await browser.SubmitAsync(path, new { reason = "first tab" });
        await second.SubmitAsync(path, new { reason = "second tab" });
        Assert.Equal("That session has ended already.", second.Notice());
        Assert.Single(await app.EventsOfAsync(person.Id, "admin-session-revoked"));

        var csrf = await TokenAsync(browser);
        await browser.PostFormAsync($"/admin/accounts/{person.Id}/sessions/{await SessionIdAsync(foreign)}/end", new { csrf, reason = "crossed over" });
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.True(await foreign.IsSignedInAsync());
        await browser.GoAsync($"/admin/accounts/{person.Id}/sessions/{Guid.CreateVersion7()}/end");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Ones_own_session_is_not_ended_here()
    {
        var administrator = await app.NewAdministratorAsync();
        var browser = await app.SignInAsync(administrator);
        var other = await app.SignInAsync(administrator);
        var id = await SessionIdAsync(browser);
        await browser.PostFormAsync($"/admin/accounts/{administrator.Id}/sessions/{id}/end", new { csrf = await TokenAsync(browser), reason = "by mistake" });
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        await browser.ActAsync($"/admin/accounts/{administrator.Id}/sessions/end", new { reason = "all my others" });
        Assert.Equal("Signed out 1 session.", browser.Notice());
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Ending_all_sessions_of_an_account_leaves_other_accounts_alone()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var (one, two, stranger) = (await app.SignInAsync(person), await app.SignInAsync(person), await app.SignInAsync(await app.NewPersonAsync()));
        await browser.GoAsync($"/admin/accounts/{person.Id}/sessions/end");
        await browser.SubmitAsync("Sign out 2 sessions", new { reason = "stolen laptop" });
        Assert.Equal("Signed out 2 sessions.", browser.Notice());
        Assert.False(await one.IsSignedInAsync() || await two.IsSignedInAsync());
        Assert.True(await stranger.IsSignedInAsync());
        Assert.Equal("2", Assert.Single(await app.EventsOfAsync(person.Id, "admin-sessions-revoked")).Detail("count"));
        await browser.ActAsync($"/admin/accounts/{person.Id}/sessions/end", new { reason = "once more" });
        Assert.Equal("Nothing was left to do: it is so already.", browser.Notice());
        Assert.Single(await app.EventsOfAsync(person.Id, "admin-sessions-revoked"));
    }

    [Fact]
    public async Task ASVS_6_4_6_A_reset_mails_the_owner_a_link_and_changes_nothing_yet()
    {
        var (administrator, person) = (await app.NewAdministratorAsync(), await app.NewPersonAsync());
        var (browser, owner) = (await app.SignInAsync(administrator), await app.SignInAsync(person));
        await browser.ActAsync($"/admin/accounts/{person.Id}/reset-password", new { reason = "asked for by phone" });
        Assert.Equal($"A link to set a new password is on its way to {person.Email}.", browser.Notice());
        Assert.True(await owner.IsSignedInAsync());
        var letter = await app.Mail.LastAsync(person.Email);
        Assert.Contains("An administrator", letter.Paragraphs[0], StringComparison.Ordinal);
        Assert.DoesNotContain("phone", string.Join(' ', letter.Paragraphs), StringComparison.Ordinal);
        Assert.DoesNotContain(letter.Button!.Url.Split("token=")[1], browser.Text, StringComparison.Ordinal);
        Assert.Equal("asked for by phone", Assert.Single(await app.EventsOfAsync(person.Id, "admin-password-reset")).Detail("reason"));

        var visitor = app.NewBrowser();
        await visitor.GoAsync(letter.Button!.Url);
        await visitor.SubmitAsync("Set new password", new { newPassword = "chosen by nobody else" });
        await app.SignInAsync(person with { Password = "chosen by nobody else" });
    }

    [Theory]
    [InlineData("")]
    [InlineData("  x  ")]
    [InlineData("ab")]
    [InlineData("a bell \a rings")]
    [InlineData("turned \u202E around")]
    [InlineData(null)]
    public async Task Without_a_fit_reason_nothing_happens(string? reason)
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var owner = await app.SignInAsync(person);
        var (csrf, root) = (await TokenAsync(browser), $"/admin/accounts/{person.Id}");
        foreach (var path in new[] { $"{root}/lock", $"{root}/unlock", $"{root}/reset-password", $"{root}/sessions/end", $"{root}/sessions/{await SessionIdAsync(owner)}/end", "/admin/sessions/end" })
        {
            await browser.PostFormAsync(path, new { csrf, reason = reason ?? new string('x', 501), confirmation = "sign out everybody" });
            Assert.True(browser.Status == HttpStatusCode.UnprocessableEntity, $"{path} answered {(int)browser.Status}.");
            Assert.NotNull(browser.Page.QuerySelector("#reason-error"));
        }

        Assert.True(await owner.IsSignedInAsync());
        Assert.Empty(await app.Mail.ToAsync(person.Email));
        Assert.DoesNotContain(await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id).Select(row => row.Kind).ToListAsync()), kind => kind.StartsWith("admin", StringComparison.Ordinal) || kind.StartsWith("account", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reason_of_500_characters_is_kept_as_it_is()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var reason = "<b>\"why\" & 'how'</b> " + new string('ß', 479);
        await browser.ActAsync($"/admin/accounts/{person.Id}/reset-password", new { reason });
        Assert.Equal(reason, Assert.Single(await app.EventsOfAsync(person.Id, "admin-password-reset")).Detail("reason"));
        Assert.Empty(browser.Page.QuerySelectorAll("main b"));
        Assert.Contains(browser.Page.QuerySelectorAll(".event dd"), shown => shown.TextContent == reason);
    }

    [Fact]
    public async Task Without_the_role_no_act_works_even_with_a_token()
    {
        var (person, attacker) = (await app.NewPersonAsync(), await app.SignInAsync(await app.NewPersonAsync()));
        var owner = await app.SignInAsync(person);
        await attacker.GoAsync("/account/profile");
        var csrf = attacker.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value")!;
        await attacker.PostFormAsync($"/admin/accounts/{person.Id}/lock", new { csrf, reason = "because I can" });
        Assert.Equal(HttpStatusCode.Forbidden, attacker.Status);
        await attacker.PostFormAsync("/admin/sessions/end", new { csrf, reason = "because I can", confirmation = "sign out everybody" });
        Assert.Equal(HttpStatusCode.Forbidden, attacker.Status);
        Assert.True(await owner.IsSignedInAsync());
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_404()
    {
        var browser = await app.SignInAdministratorAsync();
        var (csrf, root) = (await TokenAsync(browser), $"/admin/accounts/{Guid.CreateVersion7()}");
        foreach (var path in new[] { root, $"{root}/lock", $"{root}/unlock", $"{root}/reset-password", $"{root}/sessions/end" })
        {
            await browser.GoAsync(path);
            Assert.True(browser.Status == HttpStatusCode.NotFound, path);
            if (path != root)
            {
                await browser.PostFormAsync(path, new { csrf, reason = "nobody there" });
                Assert.True(browser.Status == HttpStatusCode.NotFound, path);
            }
        }
    }

    private static async Task<string> TokenAsync(Browser browser)
    {
        await browser.GoAsync("/admin");
        return browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value")!;
    }

    private static Task<Guid> SessionIdAsync(Browser browser) => Activity.Happened.SessionIdAsync(browser);
}
