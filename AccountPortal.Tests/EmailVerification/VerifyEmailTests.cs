using System.Net;
using AccountPortal.Activity;
using AccountPortal.EmailVerification;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.EmailVerification;

/// <summary>The link that proves an address: opening it changes nothing (P8), and it gives nobody an account that another made (P8a).</summary>
public class VerifyEmailTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Signing_up_opening_the_link_and_giving_the_password_proves_the_address_and_signs_in()
    {
        var (person, browser) = await SignedUpAsync();
        await browser.GoAsync(await LinkAsync(person));
        Assert.Equal("/verify-email", browser.Path);
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        Assert.StartsWith("/account", browser.Redirects[0], StringComparison.Ordinal);
        Assert.True((await browser.GetJsonAsync("/me"))["emailVerified"].GetBoolean());
    }

    [Fact]
    public async Task Opening_the_link_changes_nothing_however_often_a_scanner_does_it()
    {
        var (person, browser) = await SignedUpAsync();
        var link = await LinkAsync(person);
        for (var i = 0; i < 5; i++)
        {
            var scanner = app.NewBrowser(UserAgents.Curl);
            await scanner.GoAsync(link);
            Assert.Equal(HttpStatusCode.OK, scanner.Status);
        }

        var row = await app.Db(db => db.EmailTokens.SingleAsync(token => token.Email == person.Email));
        Assert.Null(row.UsedAt);
        Assert.False(await IsVerifiedAsync(person));
        await browser.GoAsync(link);
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        Assert.True(await IsVerifiedAsync(person));
    }

    [Fact]
    public async Task ASVS_14_2_1_The_token_leaves_the_address_bar_before_the_page_is_shown()
    {
        var (person, browser) = await SignedUpAsync();
        var link = await LinkAsync(person);
        var token = link.Split("token=")[1];
        await browser.GoAsync(link);
        Assert.Equal(["/verify-email"], browser.Redirects);
        Assert.DoesNotContain(token, browser.Text, StringComparison.Ordinal);
        Assert.Contains(browser.SetCookies, cookie => cookie.Contains(token, StringComparison.Ordinal)
            && cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase) && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task ASVS_6_4_1_Of_a_hundred_that_bring_the_same_link_at_once_one_is_let_in()
    {
        var (person, browser) = await SignedUpAsync();
        await browser.GoAsync(await LinkAsync(person));
        var tabs = Enumerable.Range(0, 100).Select(_ => browser.Copy()).ToList();
        await Race.RunAsync(tabs.Count, async i =>
        {
            await tabs[i].PostFormAsync("/verify-email", new { password = person.Password, csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value") });
            return tabs[i].SessionCookie;
        });
        Assert.Single(tabs, tab => tab.SessionCookie is not null);
        Assert.All(tabs.Where(tab => tab.SessionCookie is null), tab => Assert.Equal(HttpStatusCode.NotFound, tab.Status));
        Assert.Equal(1, await app.Db(db => db.Sessions.CountAsync(session => db.Users.Any(account => account.Id == session.UserId && account.Email == person.Email))));
    }

    [Fact]
    public async Task A_used_link_says_so()
    {
        var (person, browser) = await SignedUpAsync();
        var link = await LinkAsync(person);
        await browser.GoAsync(link);
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        var again = app.NewBrowser();
        await again.GoAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, again.Status);
        Assert.Equal("This link no longer works", again.Page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Who_signed_up_with_a_strangers_address_gets_nothing_from_the_strangers_click()
    {
        // The attacker makes the account; the victim gets the mail, presses the button, and does not know the attacker's password.
        var (attack, attacker) = await SignedUpAsync();
        await attacker.SignInAsync(attack);
        var victim = app.NewBrowser();
        await victim.GoAsync(await LinkAsync(attack));
        Assert.NotNull(victim.Page.QuerySelector("input[name=password]"));
        await victim.SubmitAsync("/verify-email", new { password = "what the victim would choose" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, victim.Status);
        Assert.False(await IsVerifiedAsync(attack));
        Assert.False(await victim.IsSignedInAsync());

        // The victim signs up too: the attacker's account gives way, with its session and its password.
        var person = attack with { Password = "what the victim would choose" };
        await SignUpAsync(victim, person);
        Assert.False(await attacker.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await attacker.PostJsonAsync("/login", new { email = attack.Email, password = attack.Password })).Status);
        await victim.GoAsync(await LinkAsync(person));
        await victim.SubmitAsync("/verify-email", new { password = person.Password });
        Assert.True(await IsVerifiedAsync(person));
    }

    [Fact]
    public async Task Being_signed_in_to_another_account_is_not_being_the_holder()
    {
        var (attack, _) = await SignedUpAsync();
        var victim = await app.SignInAsync(await app.NewPersonAsync());
        await victim.GoAsync(await LinkAsync(attack));
        Assert.NotNull(victim.Page.QuerySelector("input[name=password]"));
        await victim.SubmitAsync("/verify-email", new { password = "a guess that is wrong" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, victim.Status);
        Assert.False(await IsVerifiedAsync(attack));
    }

    [Fact]
    public async Task ASVS_16_3_1_Guessing_the_password_there_is_written_down_and_told_like_anywhere()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var (person, browser) = (People.New(), own.NewBrowser());
        await SignUpAsync(browser, person);
        await browser.GoAsync(await own.Mail.LastLinkAsync(person.Email, "/verify-email"));
        foreach (var number in Enumerable.Range(0, 11))
        {
            await browser.SubmitAsync("/verify-email", new { password = $"guess number {number}" });
        }

        Assert.Equal(11, await own.Db(db => db.SecurityEvents.CountAsync(row => row.Kind == EventKind.SignIn && row.Outcome == EventOutcome.Refused)));
        Assert.Equal(2, (await own.Mail.ToAsync(person.Email)).Count);
    }

    [Fact]
    public async Task A_hundred_sign_ups_of_one_address_leave_one_account_and_one_link_that_works()
    {
        var person = People.New();
        await Race.RunAsync(100, async _ => (await app.NewBrowser().PostJsonAsync("/signup", new { email = person.Email, password = person.Password })).Status);
        Assert.Equal(1, await app.Db(db => db.Users.CountAsync(account => account.Email == person.Email)));
        Assert.Equal(1, await app.Db(db => db.EmailTokens.CountAsync(token => token.Email == person.Email && token.Purpose == TokenPurpose.SignUp)));
        var browser = app.NewBrowser();
        await browser.GoAsync(await LinkAsync(person));
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        Assert.True(await browser.IsSignedInAsync());
    }

    private async Task<(Person Person, Browser Browser)> SignedUpAsync()
    {
        var (person, browser) = (People.New(), app.NewBrowser());
        await SignUpAsync(browser, person);
        Assert.False(await browser.IsSignedInAsync());
        return (person, browser);
    }

    private static async Task SignUpAsync(Browser browser, Person person)
    {
        await browser.GoAsync("/sign-up");
        await browser.SubmitAsync("Create account", new { email = person.Email, password = person.Password });
        Assert.Equal("/sign-up/sent", browser.Path);
    }

    private Task<string> LinkAsync(Person person) => app.Mail.LastLinkAsync(person.Email, "/verify-email");

    private Task<bool> IsVerifiedAsync(Person person) => app.Db(db => db.Users.AnyAsync(account => account.Email == person.Email && account.EmailConfirmed));
}
