using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.StepUp;

/// <summary>Whoever holds a cookie can look, but changes nothing that matters without confirming that it's them.</summary>
public class StepUpTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_sign_in_counts_until_its_time_is_over()
    {
        await using var portal = await PortalApp.StartAsync();
        portal.Clock.Stop();
        var browser = await portal.SignInAsync(await portal.NewPersonAsync());
        portal.Clock.Advance(MaxAge - TimeSpan.FromTicks(10));
        Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/me/sessions/revoke-all")).Status);
        portal.Clock.Advance(TimeSpan.FromTicks(10));
        var answer = await browser.PostJsonAsync("/me/sessions/revoke-all");
        Assert.Equal((HttpStatusCode.Forbidden, "step-up-required"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task A_program_is_told_where_and_how_recently_to_confirm()
    {
        var (browser, _) = await StaleAsync();
        var answer = await browser.PostJsonAsync("/me/sessions/revoke-all");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.EndsWith("/problems/step-up-required", answer.Body.GetProperty("type").GetString());
        Assert.Equal(new Uri(app.Origin, "/step-up?for=sign%20out%20all%20other%20sessions").AbsoluteUri, answer.Body.GetProperty("stepUpUrl").GetString());
        Assert.Equal(600, answer.Body.GetProperty("maxAge").GetInt32());
        var challenge = answer.Response.Headers.WwwAuthenticate.ToString();
        Assert.Contains("error=\"insufficient_user_authentication\"", challenge);
        Assert.Contains("max_age=\"600\"", challenge);
    }

    [Fact]
    public async Task The_password_confirms_and_the_old_key_is_dead()
    {
        var (browser, person) = await StaleAsync();
        var thief = browser.Copy();
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
        Assert.NotEqual(thief.SessionCookie, browser.SessionCookie);
        Assert.False(await thief.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/me/sessions/revoke-all")).Status);
        var happened = Assert.Single(await app.EventsOfAsync(person.Id, EventKind.StepUp));
        Assert.Equal((EventOutcome.Success, "password"), (happened.Outcome, happened.Detail("method")));
    }

    [Fact]
    public async Task A_wrong_password_changes_nothing_and_is_written_down()
    {
        var (browser, person) = await StaleAsync();
        var key = browser.SessionCookie;
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostJsonAsync("/me/step-up", new { password = "wrong" })).Status);
        Assert.Equal(key, browser.SessionCookie);
        Assert.Equal("step-up-required", (await browser.PostJsonAsync("/me/sessions/revoke-all")).Problem);
        Assert.Equal(EventOutcome.Refused, Assert.Single(await app.EventsOfAsync(person.Id, EventKind.StepUp)).Outcome);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"password":""}""")]
    [InlineData("""{"password":null,"code":null}""")]
    [InlineData("""{"password":["a"]}""")]
    [InlineData("""{"password":{"a":1},"code":7}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task What_is_no_proof_is_refused_in_words(string body)
    {
        var (browser, _) = await StaleAsync();
        var answer = await browser.PostJsonAsync("/me/step-up", System.Text.Json.JsonDocument.Parse(body).RootElement);
        Assert.True(answer.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{body} was answered {(int)answer.Status}: {answer.Text}");
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Fact]
    public async Task Guessing_is_slowed_for_the_account_and_signing_in_is_not()
    {
        await using var portal = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var (browser, person) = await StaleSessions.NewAsync(portal);
        HttpStatusCode answer;
        var tries = 0;
        while ((answer = (await browser.PostJsonAsync("/me/step-up", new { password = $"guess {tries}" })).Status) == HttpStatusCode.Unauthorized)
        {
            Assert.True(++tries <= 10, "More than ten tries were free.");
        }

        Assert.Equal((HttpStatusCode.TooManyRequests, 10), (answer, tries));
        // The form that asks for the current password shares the count.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.PostJsonAsync("/me/password", new { currentPassword = "guess", newPassword = "an entirely new sentence" })).Status);
        var again = await portal.SignInAsync(person);
        Assert.Equal(HttpStatusCode.OK, (await again.PostJsonAsync("/me/sessions/revoke-all")).Status);
    }

    [Fact]
    public async Task A_right_password_buys_no_more_guesses_at_the_code()
    {
        await using var portal = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        portal.Clock.Stop();
        var (person, thief, app, _) = await portal.NewEnrolledAsync();
        for (var tries = 0; tries < 10; tries++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await thief.PostJsonAsync("/me/step-up", new { code = app.WrongCode() })).Status);
            Assert.Equal(HttpStatusCode.NoContent, (await thief.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await thief.PostJsonAsync("/me/step-up", new { code = app.WrongCode() })).Status);
        // Nor does bringing both at once get round either count.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await thief.PostJsonAsync("/me/step-up", new { password = "a guess", code = app.WrongCode() })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await thief.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
    }

    [Fact]
    public async Task Of_two_confirmations_of_one_session_at_once_one_gets_the_new_key()
    {
        var (browser, person) = await StaleAsync();
        var answers = await Race.RunAsync(2, async _ =>
        {
            var tab = browser.Copy();
            return (Tab: tab, Answer: await tab.PostJsonAsync("/me/step-up", new { password = person.Password }));
        });
        var confirmed = answers.Where(answer => answer.Answer.Status == HttpStatusCode.NoContent).ToList();
        var winner = Assert.Single(confirmed).Tab;
        Assert.True(await winner.IsSignedInAsync());
        Assert.Contains(answers, answer => answer.Answer.Status is HttpStatusCode.Conflict or HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_sessions_confirmation_is_its_own()
    {
        var (browser, person) = await StaleAsync();
        _ = await app.SignInAsync(person);
        Assert.Equal("step-up-required", (await browser.PostJsonAsync("/me/sessions/revoke-all")).Problem);
    }

    [Fact]
    public async Task The_header_says_how_long_it_holds_and_ends_it()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/account");
        Assert.Contains("We ask again in", browser.Page.QuerySelector(".confirmed")!.TextContent);
        await browser.SubmitAsync("End it now");
        Assert.Null(browser.Page.QuerySelector(".confirmed"));
        Assert.Equal("step-up-required", (await browser.PostJsonAsync("/me/sessions/revoke-all")).Problem);
    }

    [Fact]
    public async Task ASVS_6_3_6_An_account_with_nothing_to_confirm_with_is_not_waved_through()
    {
        var (browser, person) = await StaleAsync();
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, (string?)null)));
        await browser.GoAsync("/account/sessions");
        await browser.GoAsync("/step-up");
        Assert.Contains("Forgot password", browser.Text);
        Assert.Empty(browser.Page.QuerySelectorAll("input[name=password], input[name=code]"));
        foreach (var password in new[] { "", person.Password })
        {
            Assert.NotEqual(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/step-up", new { password })).Status);
        }

        Assert.Equal("step-up-required", (await browser.PostJsonAsync("/me/sessions/revoke-all")).Problem);
    }

    [Theory]
    [InlineData("//elsewhere.example")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("javascript:alert(1)")]
    public async Task It_leads_back_to_this_site_alone(string returnUrl)
    {
        var (browser, person) = await StaleAsync();
        await browser.GoAsync($"/step-up?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        Assert.Equal("/account", browser.Path);
    }

    [Fact]
    public async Task A_link_cannot_put_words_into_the_page()
    {
        var (browser, _) = await StaleAsync();
        await browser.GoAsync("/step-up?for=" + Uri.EscapeDataString("call 555-0100 about your account"));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.DoesNotContain("555-0100", browser.Page.Body!.TextContent);
        Assert.Contains("To go on.", browser.Page.Body!.TextContent);
    }

    [Fact]
    public async Task A_session_that_has_to_be_confirmed_reaches_nothing_else()
    {
        var (browser, person) = await StaleAsync();
        await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ConfirmSince, app.Clock.GetUtcNow())));
        Assert.Equal("step-up-required", (await browser.GetJsonAsync("/me/sessions")).Problem);
        await browser.GoAsync("/account/profile");
        Assert.StartsWith("/step-up?", browser.Path);
        await browser.SubmitAsync("/step-up", new { password = "wrong" });
        Assert.Equal("step-up-required", (await browser.GetJsonAsync("/me/sessions")).Problem);
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        Assert.Equal("/account/profile", browser.Path);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/me/sessions")).Status);
    }

    [Fact]
    public async Task A_session_that_has_to_be_confirmed_can_sign_out()
    {
        var (browser, person) = await StaleAsync();
        await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ConfirmSince, app.Clock.GetUtcNow())));
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/logout")).Status);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_change_of_password_counts_as_a_confirmation()
    {
        var (browser, person) = await StaleAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "an entirely new sentence" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/me/sessions/revoke-all")).Status);
    }

    private Task<(Browser Browser, Person Person)> StaleAsync() => StaleSessions.NewAsync(app);
}
