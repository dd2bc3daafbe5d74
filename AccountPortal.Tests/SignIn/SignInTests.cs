using System.Net;
using AccountPortal.Activity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.SignIn;

public class SignInTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Email_first_then_the_password_and_on_to_where_the_person_was_going()
    {
        var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
        await browser.GoAsync("/account/sessions?x=1");
        await browser.SubmitAsync("Continue", new { email = person.Email });
        Assert.Equal("/sign-in/password", browser.Path);
        await browser.SubmitAsync("Sign in", new { password = person.Password, rememberDevice = true });
        Assert.Equal("/account/sessions?x=1", browser.Path);
        Assert.Contains(browser.SetCookies, cookie => cookie.StartsWith("portal-session=", StringComparison.Ordinal)
            && cookie.Contains("expires=", StringComparison.OrdinalIgnoreCase) && cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase)
            && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase) && cookie.Contains("path=/", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_is_ticked_at_the_first_step_is_ticked_at_the_second()
    {
        var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
        await browser.GoAsync("/sign-in");
        await browser.SubmitAsync("Continue", new { email = person.Email, rememberDevice = true });
        await browser.SubmitAsync("Sign in", new { password = person.Password });
        Assert.True(await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.Remembered).SingleAsync()));
    }

    [Fact]
    public async Task ASVS_6_2_10_a_password_is_good_for_years()
    {
        await using var own = await PortalApp.StartAsync();
        var person = await own.NewPersonAsync();
        own.Clock.Advance(TimeSpan.FromDays(5 * 365));
        var browser = await own.SignInAsync(person);
        await browser.GoAsync("/account");
        Assert.Equal((HttpStatusCode.OK, "/account"), (browser.Status, browser.Path));
    }

    [Fact]
    public async Task A_password_manager_may_fill_in_both_at_once()
    {
        var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
        await browser.GoAsync("/sign-in");
        await browser.SubmitAsync("Continue", new { email = person.Email, password = person.Password });
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/%09/evil.example")]
    public async Task ASVS_3_7_2_Nobody_is_sent_to_another_site_after_signing_in(string returnUrl)
    {
        var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
        await browser.GoAsync($"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await browser.SubmitAsync("Continue", new { email = person.Email });
        await browser.SubmitAsync("Sign in", new { password = person.Password });
        Assert.Equal(app.Origin.Authority, browser.Url.Authority);
        Assert.DoesNotContain(browser.Redirects, url => url.Contains("//", StringComparison.Ordinal));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Wrong_unknown_and_unverified_get_the_same_answer()
    {
        var (known, unverified) = (await app.NewPersonAsync(), await app.NewPersonAsync(verified: false));
        var answers = new List<string>();
        foreach (var email in new[] { known.Email, unverified.Email, "nobody-at-all@example.com" })
        {
            var json = await app.NewBrowser().PostJsonAsync("/login", new { email, password = "not the password" });
            Assert.Equal(HttpStatusCode.Unauthorized, json.Status);
            Assert.Empty(json.SetCookies);
            var page = app.NewBrowser();
            await page.GoAsync("/sign-in");
            await page.SubmitAsync("Continue", new { email });
            await page.SubmitAsync("Sign in", new { password = "not the password" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
            Assert.Equal(email, page.Page.QuerySelector("input[name=email]")!.GetAttribute("value"));
            answers.Add(json.Text + page.Page.Body!.TextContent);
        }

        Assert.Single(answers.Select(answer => System.Text.RegularExpressions.Regex.Replace(answer, "\"traceId\":\"[^\"]*\"", "")).Distinct());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"email":null,"password":null}""")]
    [InlineData("""{"email":"no address","password":"x"}""")]
    [InlineData("""{"email":"a@example.com"}""")]
    public async Task What_is_no_account_is_refused_like_a_wrong_password(string body)
    {
        var answer = await app.NewBrowser().JsonAsync(HttpMethod.Post, "/login", System.Text.Json.JsonDocument.Parse(body).RootElement);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task Case_and_spaces_around_the_address_do_not_matter()
    {
        var person = await app.NewPersonAsync();
        var browser = app.NewBrowser();
        await browser.SignInAsync(person with { Email = $" {person.Email.ToUpperInvariant()} " });
        Assert.Equal(person.Email, (await browser.GetJsonAsync("/me"))["email"].GetString());
    }

    [Fact]
    public async Task Who_has_the_wrong_password_ten_times_locks_their_own_network_and_not_the_owner()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var (attacker, owner) = (own.NewBrowser(), own.NewBrowser());
        (attacker.Address, owner.Address) = ("198.51.100.66", "203.0.113.5");
        var tries = await Race.RunAsync(20, i => attacker.PostJsonAsync("/login", new { email = person.Email, password = $"guess number {i}" }));
        Assert.All(tries, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        // From that network even the right password opens nothing now, and the JSON answer does not tell.
        Assert.Equal(HttpStatusCode.Unauthorized, (await attacker.PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        await owner.SignInAsync(person);
        Assert.True(await owner.IsSignedInAsync());
        Assert.Single(await own.Mail.ToAsync(person.Email));
        Assert.Equal(1, await own.Db(db => db.SecurityEvents.CountAsync(happened => happened.Kind == EventKind.SignInLocked)));
        own.Clock.Advance(TimeSpan.FromMinutes(20));
        await attacker.SignInAsync(person);
    }

    [Fact]
    public async Task ASVS_6_3_1_A_hundred_guesses_at_once_are_ten_guesses()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        await Race.RunAsync(100, i => own.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = $"guess number {i}" }));
        // The eleventh and all after it were looked at as locked: with the right password at hand none of them would have signed in.
        Assert.Equal(HttpStatusCode.Unauthorized, (await own.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        own.Clock.Advance(TimeSpan.FromSeconds(90) - TimeSpan.FromMicroseconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await own.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        own.Clock.Advance(TimeSpan.FromMicroseconds(1));
        await own.SignInAsync(person);
    }

    [Fact]
    public async Task One_network_cannot_use_up_what_everybody_shares()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        // From two addresses of it, so that the limit of each client is not what is met.
        await Race.RunAsync(230, i => From($"198.51.100.{i % 2}").PostJsonAsync("/login", new { email = person.Email, password = $"guess number {i}" }));
        await From("203.0.113.5").SignInAsync(person);

        Browser From(string address)
        {
            var browser = own.NewBrowser();
            browser.Address = address;
            return browser;
        }
    }

    [Fact]
    public async Task While_a_network_is_locked_one_password_in_90_seconds_is_looked_at()
    {
        const string Told = "That was the right password";
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var person = await own.NewPersonAsync();
        var attacker = own.NewBrowser();
        await Race.RunAsync(10, i => attacker.Copy().PostJsonAsync("/login", new { email = person.Email, password = $"guess number {i}" }));
        await TryAsync();
        Assert.Contains(Told, attacker.Text, StringComparison.Ordinal);
        await TryAsync();
        Assert.DoesNotContain(Told, attacker.Text, StringComparison.Ordinal);
        Assert.Contains("Email or password is not right.", attacker.Text, StringComparison.Ordinal);

        async Task TryAsync()
        {
            await attacker.GoAsync("/sign-in");
            await attacker.SubmitAsync("/sign-in", new { email = person.Email, password = person.Password });
        }
    }
}
