using System.Net;
using AccountPortal.Accounts;
using AccountPortal.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Admin;

/// <summary>A locked account: nobody is signed in, nobody gets in, and only who has the password learns why (P6, P9).</summary>
public class AccountLockTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Locked = "This account is locked.";

    [Fact]
    public async Task ASVS_7_4_2_Locking_ends_every_session_mails_the_owner_and_is_written_down()
    {
        var (administrator, person) = (await app.NewAdministratorAsync(), await app.NewPersonAsync());
        var (browser, one, two) = (await app.SignInAsync(administrator), await app.SignInAsync(person), await app.SignInAsync(person, remember: true));
        await browser.GoAsync($"/admin/accounts/{person.Id}");
        await browser.ClickAsync("Lock …");
        await browser.SubmitAsync("Lock account", new { reason = "private: shares it with a whole team", message = "Please call us." });
        Assert.Equal($"Locked {person.Email} and signed it out everywhere. Its owner gets a mail.", browser.Notice());
        Assert.False(await one.IsSignedInAsync() || await two.IsSignedInAsync());
        await one.GoAsync("/sign-in");
        Assert.Contains("because your account was locked", one.Text, StringComparison.Ordinal);

        var letter = string.Join('\n', (await app.Mail.LastAsync(person.Email)).Paragraphs);
        Assert.Contains("They wrote: Please call us.", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("private", letter, StringComparison.Ordinal);
        Assert.DoesNotContain(administrator.Email, letter, StringComparison.Ordinal);
        var happened = Assert.Single(await app.EventsOfAsync(person.Id, "account-locked"));
        Assert.Equal((administrator.Id, "private: shares it with a whole team"), (happened.ActorId!.Value, happened.Detail("reason")));
        await browser.GoAsync($"/admin/accounts/{person.Id}");
        Assert.Contains("private: shares it with a whole team", browser.Page.QuerySelector("main .notice.bad")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wrong_password_learns_nothing_and_the_right_one_is_told_on_the_page_alone()
    {
        var (locked, open) = (await LockedAsync(), await app.NewPersonAsync());
        var (wrong, usual) = (await TryAsync(locked.Email, "not it"), await TryAsync(open.Email, "not it"));
        Assert.Equal(Neutral(usual.Text, open.Email), Neutral(wrong.Text, locked.Email));
        Assert.Equal(usual.Status, wrong.Status);
        Assert.DoesNotContain(Locked, wrong.Text, StringComparison.Ordinal);

        var right = await TryAsync(locked.Email, locked.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.Status);
        Assert.Contains(Locked, right.Text, StringComparison.Ordinal);
        Assert.Null(right.SessionCookie);

        var (wrongJson, rightJson) = (await LoginAsync(locked.Email, "not it"), await LoginAsync(locked.Email, locked.Password));
        Assert.Equal((HttpStatusCode.Unauthorized, TraceLess(wrongJson.Text)), (rightJson.Status, TraceLess(rightJson.Text)));
        Assert.Equal(2, (await app.EventsOfAsync(locked.Id, "sign-in")).Count(happened => happened.Detail("reason") == "account-locked"));
    }

    [Fact]
    public async Task From_a_network_that_guessed_too_often_it_is_still_the_lock_that_is_told()
    {
        await using var other = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var person = await other.NewPersonAsync();
        await (await other.SignInAdministratorAsync()).ActAsync($"/admin/accounts/{person.Id}/lock", new { reason = "as a test" });
        for (var i = 0; i < 10; i++)
        {
            await other.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = "not it" });
        }

        Assert.Contains(Locked, (await TryAsync(person.Email, person.Password, other)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_by_mail_answers_as_ever_sets_the_password_and_does_not_unlock()
    {
        var (locked, open) = (await LockedAsync(), await app.NewPersonAsync());
        var (asked, usual) = (await ForgotAsync(locked.Email), await ForgotAsync(open.Email));
        Assert.Equal(Neutral(usual.Text, open.Email), Neutral(asked.Text, locked.Email));
        await asked.GoAsync(await app.Mail.LastLinkAsync(locked.Email, "/reset-password"));
        await asked.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        Assert.Equal("/sign-in", asked.Path);
        Assert.Contains(Locked, (await TryAsync(locked.Email, "an entirely new sentence")).Text, StringComparison.Ordinal);
        Assert.NotNull((await app.Db(db => db.Users.SingleAsync(row => row.Id == locked.Id))).LockedAt);
    }

    [Fact]
    public async Task A_link_that_proves_the_address_signs_nobody_in()
    {
        var (person, browser) = (People.New(), app.NewBrowser());
        await browser.PostJsonAsync("/signup", new { email = person.Email, password = person.Password });
        var id = await app.Db(db => db.Users.Where(row => row.Email == person.Email).Select(row => row.Id).SingleAsync());
        var link = await app.Mail.LastLinkAsync(person.Email, "/verify-email");
        await (await app.SignInAdministratorAsync()).ActAsync($"/admin/accounts/{id}/lock", new { reason = "as a test" });
        await browser.GoAsync(link);
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        Assert.Contains(Locked, browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionCookie);
    }

    [Fact]
    public async Task A_new_sign_up_does_not_replace_a_locked_account()
    {
        var (person, browser) = (await app.NewPersonAsync(verified: false), await app.SignInAdministratorAsync());
        await browser.ActAsync($"/admin/accounts/{person.Id}/lock", new { reason = "as a test" });
        await app.NewBrowser().PostJsonAsync("/signup", new { email = person.Email, password = "another sentence of mine" });
        Assert.NotNull((await app.Db(db => db.Users.SingleAsync(row => row.Email == person.Email))).LockedAt);
    }

    [Fact]
    public async Task Whatever_was_proven_no_sign_in_of_a_locked_account_completes()
    {
        var locked = await LockedAsync();
        Assert.False(await CompleteAsync(await app.Db(db => db.Users.AsNoTracking().SingleAsync(row => row.Id == locked.Id))));
        Assert.False(await app.Db(db => db.Sessions.AnyAsync(row => row.UserId == locked.Id)));
    }

    [Fact]
    public async Task A_sign_in_that_was_under_way_does_not_get_in_after_the_lock()
    {
        var person = await app.NewPersonAsync();
        var account = await app.Db(db => db.Users.AsNoTracking().SingleAsync(row => row.Id == person.Id));
        await (await app.SignInAdministratorAsync()).ActAsync($"/admin/accounts/{person.Id}/lock", new { reason = "as a test" });
        Assert.False(await CompleteAsync(account));
        Assert.False(await app.Db(db => db.Sessions.AnyAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task Sign_ins_at_the_very_moment_of_the_lock_leave_no_session()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var path = $"/admin/accounts/{person.Id}/lock";
        await browser.GoAsync(path);
        await Race.RunAsync(9, async number =>
        {
            await (number == 4 ? browser.SubmitAsync(path, new { reason = "as a test" }) : LoginAsync(person.Email, person.Password));
            return number;
        });
        Assert.False(await app.Db(db => db.Sessions.AnyAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task Unlocking_lets_the_owner_in_again_and_says_so_by_mail()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        await browser.ActAsync($"/admin/accounts/{person.Id}/lock", new { reason = "as a test" });
        await browser.ClickAsync("Unlock …");
        await browser.SubmitAsync("Unlock account", new { reason = "cleared up by phone", message = "Thank you for calling." });
        Assert.Equal($"Unlocked {person.Email}. Its owner gets a mail.", browser.Notice());
        await app.SignInAsync(person);
        var letter = string.Join('\n', (await app.Mail.LastAsync(person.Email)).Paragraphs);
        Assert.Contains("They wrote: Thank you for calling.", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("by phone", letter, StringComparison.Ordinal);
        Assert.Single(await app.EventsOfAsync(person.Id, "account-unlocked"));
        Assert.Null((await app.Db(db => db.Users.SingleAsync(row => row.Id == person.Id))).LockReason);
    }

    [Fact]
    public async Task A_second_tab_that_locks_or_unlocks_again_changes_and_mails_nothing()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        foreach (var act in new[] { "lock", "unlock" })
        {
            var path = $"/admin/accounts/{person.Id}/{act}";
            await browser.GoAsync(path);
            var second = browser.Copy();
            await second.GoAsync(path);
            await browser.SubmitAsync(path, new { reason = "first tab" });
            await second.SubmitAsync(path, new { reason = "second tab" });
            Assert.Equal("Nothing was left to do: it is so already.", second.Notice());
            Assert.Equal("first tab", Assert.Single(await app.EventsOfAsync(person.Id, $"account-{act}ed")).Detail("reason"));
        }

        Assert.Equal(2, (await app.Mail.ToAsync(person.Email)).Count);
    }

    [Fact]
    public async Task Nobody_locks_themselves()
    {
        var administrator = await app.NewAdministratorAsync();
        var browser = await app.SignInAsync(administrator);
        await app.NewAdministratorAsync();
        await browser.GoAsync($"/admin/accounts/{administrator.Id}");
        Assert.Null(browser.Page.QuerySelector("main a[href$='/lock']"));
        await browser.ActAsync($"/admin/accounts/{administrator.Id}/lock", new { reason = "tired of it" });
        Assert.StartsWith("You can't lock your own account.", browser.Notice(), StringComparison.Ordinal);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Of_two_administrators_who_lock_each_other_at_once_one_stays()
    {
        await using var other = await PortalApp.StartAsync();
        Person[] people = [await other.NewAdministratorAsync(), await other.NewAdministratorAsync()];
        Browser[] browsers = [await other.SignInAsync(people[0]), await other.SignInAsync(people[1])];
        string[] paths = [$"/admin/accounts/{people[1].Id}/lock", $"/admin/accounts/{people[0].Id}/lock"];
        await browsers[0].GoAsync(paths[0]);
        await browsers[1].GoAsync(paths[1]);
        Task[] locking = [];
        await other.Db(async db =>
        {
            // Both have come as far as they can before either goes on.
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"select from users for no key update");
            locking = [.. browsers.Select((browser, number) => browser.SubmitAsync(paths[number], new { reason = "first come, first served" }))];
            await Eventually.GetAsync("both wait", async () =>
                await other.SqlAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 2 ? "wait" : null);
            await transaction.CommitAsync();
        });
        await Task.WhenAll(locking);
        Assert.Equal(1, await other.Db(db => db.Users.CountAsync(row => row.LockedAt != null)));
    }

    private async Task<Person> LockedAsync()
    {
        var person = await app.NewPersonAsync();
        await (await app.SignInAdministratorAsync()).ActAsync($"/admin/accounts/{person.Id}/lock", new { reason = "as a test" });
        return person;
    }

    private Task<bool> CompleteAsync(Account account) => app.With(async (IServiceScopeFactory scopes) =>
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        return await scope.ServiceProvider.GetRequiredService<SignInCompletion>().CompleteAsync(context, account, false, "password") == CompletionOutcome.SignedIn;
    });

    private async Task<Browser> TryAsync(string email, string password, PortalApp? at = null)
    {
        var browser = (at ?? app).NewBrowser();
        await browser.GoAsync("/sign-in");
        await browser.SubmitAsync("Continue", new { email });
        await browser.SubmitAsync("Sign in", new { password });
        return browser;
    }

    private async Task<Browser> ForgotAsync(string email)
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email });
        return browser;
    }

    private Task<JsonAnswer> LoginAsync(string email, string password) => app.NewBrowser().PostJsonAsync("/login", new { email, password });

    private static string TraceLess(string problem) => System.Text.RegularExpressions.Regex.Replace(problem, "\"traceId\":\"[^\"]*\"", "");

    private static string Neutral(string text, string email) =>
        System.Text.RegularExpressions.Regex.Replace(text.Replace(email, "EMAIL", StringComparison.Ordinal), "content=\"20[^\"]*\"|value=\"CfDJ8[^\"]*\"", "");
}
