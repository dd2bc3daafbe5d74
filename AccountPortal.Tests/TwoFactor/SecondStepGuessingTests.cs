using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Admin;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.TwoFactor;

/// <summary>Codes that are guessed, tried at once or again: what is taken, counted and told.</summary>
public class SecondStepGuessingTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task ASVS_6_5_1_a_code_works_once_wherever_it_is_brought()
    {
        app.Clock.Stop();
        var person = await app.NewEnrolledAsync();
        app.Clock.Advance(Totp.Step * 3);
        var (code, earlier) = (person.App.Code(), person.App.Code(-1));
        var (first, second) = (app.NewBrowser(), app.NewBrowser());
        await first.BeginAsync(person.Person);
        await second.BeginAsync(person.Person);
        Assert.Equal(HttpStatusCode.OK, (await first.SecondStepAsync(code)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.SecondStepAsync(code)).Status);
        // Nor one of before it, though it is still within the drift.
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.SecondStepAsync(earlier)).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.SecondStepAsync(person.App.Code(1))).Status);
    }

    [Fact]
    public async Task Of_twenty_with_one_code_at_once_a_single_one_gets_in()
    {
        var person = await app.NewEnrolledAsync();
        var browsers = Enumerable.Range(0, 20).Select(_ => app.NewBrowser()).ToList();
        foreach (var browser in browsers)
        {
            await browser.BeginAsync(person.Person);
        }

        var code = person.App.Code();
        var answers = await Race.RunAsync(browsers.Count, i => browsers[i].SecondStepAsync(code));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task ASVS_6_3_5_the_owner_is_told_of_the_right_password_with_a_wrong_code()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var person = await own.NewEnrolledAsync();
        var thief = own.NewBrowser(UserAgents.FirefoxOnUbuntu);
        await thief.BeginAsync(person.Person);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SecondStepAsync(person.App.WrongCode())).Status);
        await thief.GoAsync("/sign-in/two-factor");
        await thief.SubmitAsync("Sign in", new { code = person.App.WrongCode() });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, thief.Status);
        var refused = (await own.EventsOfAsync(person.Person.Id, EventKind.SignIn)).Where(happened => happened.IsRefused).ToList();
        Assert.Equal(["password totp", "password totp"], refused.Select(happened => happened.Detail("method")));
        Assert.Equal("Somebody knew your password but gave a wrong code", EventWords.Sentence(refused[0], EventReader.Owner));
        // Once an hour at most.
        var letter = Assert.Single(await own.Mail.ToAsync(person.Person.Email), mail => mail.Subject.Contains("stopped at the code", StringComparison.Ordinal));
        Assert.Contains(letter.Facts, fact => fact.Value == "Firefox on Ubuntu");
        // And the next sign-in shows it.
        var owner = own.NewBrowser();
        await owner.SignInAsync(person);
        var session = await own.Db(db => db.Sessions.OrderByDescending(row => row.CreatedAt).FirstAsync(row => row.UserId == person.Person.Id));
        Assert.Contains(session.Signals, signal => signal.Kind == AccountPortal.Alerts.SignalKind.WrongSecondFactor);
    }

    [Fact]
    public async Task Who_mistypes_in_their_own_browser_gets_no_mail_about_it()
    {
        var person = await app.NewEnrolledAsync();
        await person.Browser.PostJsonAsync("/logout");
        await person.Browser.BeginAsync(person.Person);
        await person.Browser.SecondStepAsync(person.App.WrongCode());
        Assert.DoesNotContain(await app.Mail.ToAsync(person.Person.Email), mail => mail.Subject.Contains("stopped at the code", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_code_costs_no_try()
    {
        var person = await app.NewEnrolledAsync();
        var browser = app.NewBrowser();
        await browser.BeginAsync(person.Person);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SecondStepAsync(" ")).Status);
        Assert.DoesNotContain(await app.EventsOfAsync(person.Person.Id, EventKind.SignIn), happened => happened.IsRefused);
    }

    [Fact]
    public async Task ASVS_6_6_3_a_hundred_guesses_at_once_are_six_and_the_first_step_stays_open()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var person = await own.NewEnrolledAsync();
        var attacker = own.NewBrowser();
        attacker.Address = "198.51.100.66";
        await attacker.BeginAsync(person.Person);
        var guesses = await Race.RunAsync(100, _ => attacker.Copy().SecondStepAsync(person.App.WrongCode()));
        Assert.Equal(6, guesses.Count(answer => answer.Status == HttpStatusCode.Unauthorized));
        Assert.Equal(94, guesses.Count(answer => answer.Status == HttpStatusCode.TooManyRequests));
        // Even the right one is not looked at now, and is not used up.
        var (owner, code) = (own.NewBrowser(), person.App.Code(1));
        await owner.BeginAsync(person.Person);
        var held = await owner.SecondStepAsync(code);
        Assert.Equal((HttpStatusCode.TooManyRequests, "120"), (held.Status, held.Response.Headers.RetryAfter!.ToString()));
        // A recovery code is still a way in.
        Assert.Equal(HttpStatusCode.OK, (await owner.SecondStepAsync(person.Codes[0])).Status);
        own.Clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromMicroseconds(1));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await attacker.SecondStepAsync(person.App.Code())).Status);
        own.Clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Equal(HttpStatusCode.OK, (await attacker.SecondStepAsync(person.App.Code())).Status);
    }

    [Fact]
    public async Task In_a_day_there_are_few_guesses_however_patient_somebody_is()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var person = await own.NewEnrolledAsync();
        var (attacker, tried) = (own.NewBrowser(), 0);
        // Every two minutes one, for five hours: 60 and what trickles in.
        for (var i = 0; i < 150; i++)
        {
            if (i % 2 == 0)
            {
                await attacker.BeginAsync(person.Person);
            }

            tried += (await attacker.SecondStepAsync(person.App.WrongCode())).Status == HttpStatusCode.Unauthorized ? 1 : 0;
            own.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.InRange(tried, 60, 60 + 13);
    }

    [Fact]
    public async Task ASVS_6_6_2_Without_a_first_step_there_is_no_second()
    {
        var person = await app.NewEnrolledAsync();
        var stranger = app.NewBrowser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.SecondStepAsync(person.App.Code())).Status);
        stranger.Cookies["portal-pending-sign-in"] = "made-up";
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.SecondStepAsync(person.App.Code())).Status);
        foreach (var page in new[] { "/sign-in/two-factor", "/sign-in/recovery-code" })
        {
            await stranger.GoAsync(page);
            Assert.Equal("/sign-in", stranger.Path);
        }
    }
}
