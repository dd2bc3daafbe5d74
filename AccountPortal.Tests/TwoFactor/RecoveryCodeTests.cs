using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.TwoFactor;

public class RecoveryCodeTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task ASVS_6_5_4_Ten_codes_of_59_bits_without_signs_that_look_alike()
    {
        var codes = (await app.NewEnrolledAsync()).Codes;
        Assert.All(codes, code => Assert.Matches("^[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}$", code));
        Assert.Equal(10, codes.Distinct().Count());
        // All signs occur sooner or later, each place has many.
        var many = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => app.NewEnrolledAsync()));
        Assert.InRange(many.SelectMany(person => person.Codes).SelectMany(code => code).Distinct().Count(), 31, 32);
    }

    [Fact]
    public async Task A_code_stands_in_for_the_app_once()
    {
        var person = await app.NewEnrolledAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/account/activity");
        await browser.SubmitAsync("Continue", new { email = person.Person.Email });
        await browser.SubmitAsync("Sign in", new { password = person.Person.Password });
        await browser.ClickAsync("Use a recovery code");
        // As people type it from paper.
        await browser.SubmitAsync("Sign in", new { code = person.Codes[3].ToUpperInvariant().Replace('-', ' ') });
        Assert.Equal("/account/activity", browser.Path);
        Assert.Equal("password recovery-code", (await app.EventsOfAsync(person.Person.Id, EventKind.SignIn))[^1].Detail("method"));
        var thief = app.NewBrowser();
        await thief.BeginAsync(person.Person);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.SecondStepAsync(person.Codes[3])).Status);
        await thief.GoAsync("/sign-in/recovery-code");
        await thief.SubmitAsync("Sign in", new { code = person.Codes[3] });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, thief.Status);
        Assert.Contains("not one of your recovery codes", thief.Text, StringComparison.Ordinal);
        await browser.GoAsync("/account/two-factor");
        Assert.Contains("9 of 10 left", browser.Text, StringComparison.Ordinal);
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

        var answers = await Race.RunAsync(browsers.Count, i => browsers[i].SecondStepAsync(person.Codes[0]));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(1, await app.Db(db => db.RecoveryCodes.CountAsync(row => row.UserId == person.Person.Id && row.UsedAt != null)));
    }

    [Fact]
    public async Task Somebody_elses_code_opens_nothing()
    {
        var (one, other) = (await app.NewEnrolledAsync(), await app.NewEnrolledAsync());
        var browser = app.NewBrowser();
        await browser.BeginAsync(one.Person);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SecondStepAsync(other.Codes[0])).Status);
    }

    [Fact]
    public async Task Codes_are_shown_once_and_downloaded_once()
    {
        var person = await app.NewEnrolledAsync();
        var tab = person.Browser.Copy();
        Assert.DoesNotContain(person.Browser.Redirects, url => person.Codes.Any(code => url.Contains(code, StringComparison.Ordinal)));
        await person.Browser.SubmitAsync("Download as a text file");
        Assert.Equal("text/plain", person.Browser.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", person.Browser.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.True(person.Browser.Response.Headers.CacheControl!.NoStore);
        Assert.All(person.Codes, code => Assert.Contains(code, person.Browser.Text, StringComparison.Ordinal));
        await person.Browser.GoAsync("/account/two-factor/recovery-codes");
        Assert.Empty(person.Browser.ShownCodes());
        Assert.Contains("You have 10 codes left", person.Browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Download", person.Browser.Text, StringComparison.Ordinal);
        // Where only the page was lost on its way, the file can still be had.
        await tab.GoAsync("/account/two-factor/recovery-codes");
        Assert.Empty(tab.ShownCodes());
        await tab.SubmitAsync("Download as a text file");
        Assert.Contains(person.Codes[0], tab.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_ten_minutes_or_a_new_sign_in_they_are_gone()
    {
        app.Clock.Stop();
        var person = await app.NewEnrolledAsync();
        var (late, other) = (person.Browser.Copy(), person.Browser.Copy());
        await other.PostJsonAsync("/login", new { email = person.Person.Email, password = person.Person.Password });
        Assert.Equal(HttpStatusCode.OK, (await other.SecondStepAsync(person.App.Code())).Status);
        await other.GoAsync("/account/two-factor/recovery-codes");
        Assert.DoesNotContain("Download", other.Text, StringComparison.Ordinal);
        var again = await app.NewEnrolledAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await again.Browser.GoAsync("/account/two-factor/recovery-codes");
        Assert.DoesNotContain("Download", again.Browser.Text, StringComparison.Ordinal);
        Assert.False(await late.IsSignedInAsync());
    }

    [Fact]
    public async Task New_codes_end_the_ones_before_and_are_told()
    {
        var person = await app.NewEnrolledAsync();
        var thief = person.Browser.Copy();
        await person.Browser.GoAsync("/account/two-factor");
        await person.Browser.SubmitAsync("Make new codes");
        var fresh = person.Browser.ShownCodes();
        Assert.Equal(10, fresh.Length);
        Assert.Empty(fresh.Intersect(person.Codes));
        Assert.False(await thief.IsSignedInAsync());
        var browser = app.NewBrowser();
        await browser.BeginAsync(person.Person);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SecondStepAsync(person.Codes[0])).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.SecondStepAsync(fresh[0])).Status);
        Assert.Contains(await app.Mail.ToAsync(person.Person.Email), letter => letter.Subject.StartsWith("New recovery codes", StringComparison.Ordinal));
        Assert.Single(await app.EventsOfAsync(person.Person.Id, EventKind.RecoveryCodesMade));
    }

    [Fact]
    public async Task The_owner_is_told_when_few_are_left()
    {
        var person = await app.NewEnrolledAsync();
        for (var used = 1; used <= 10; used++)
        {
            var browser = app.NewBrowser();
            await browser.BeginAsync(person.Person);
            Assert.Equal(HttpStatusCode.OK, (await browser.SecondStepAsync(person.Codes[used - 1])).Status);
            Assert.Equal(Math.Max(0, used - 7), await FewAsync());
        }

        async Task<int> FewAsync() => (await app.Mail.ToAsync(person.Person.Email)).Count(letter => letter.Button?.Text == "Make new recovery codes");
    }

    [Fact]
    public async Task Without_a_factor_there_are_no_codes_to_make()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/account/two-factor/set-up");
        var csrf = browser.Page.QuerySelector("form[action='/account/two-factor/set-up'] input[name=csrf]")!.GetAttribute("value");
        await browser.PostFormAsync("/account/two-factor/recovery-codes", new { csrf });
        Assert.Empty(browser.ShownCodes());
        Assert.Equal("/account/two-factor", browser.Path);
        Assert.True(await browser.IsSignedInAsync());
    }
}
