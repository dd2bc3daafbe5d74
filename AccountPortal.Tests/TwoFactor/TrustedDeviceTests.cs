using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.TwoFactor;

public class TrustedDeviceTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly TimeSpan TrustFor = TimeSpan.FromDays(30);

    [Fact]
    public async Task For_thirty_days_a_trusted_device_is_asked_for_no_code()
    {
        await using var own = await PortalApp.StartAsync();
        own.Clock.Stop();
        var person = await own.NewEnrolledAsync();
        var browser = own.NewBrowser();
        await browser.GoAsync("/sign-in");
        await browser.SubmitAsync("Continue", new { email = person.Person.Email });
        await browser.SubmitAsync("Sign in", new { password = person.Person.Password });
        Assert.Contains("Trust this device for 30 days", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("Sign in", new { code = person.App.Code(), trustDevice = true });
        Assert.True(await browser.IsSignedInAsync());
        own.Clock.Advance(TrustFor - TimeSpan.FromMicroseconds(1));
        await browser.SignInAsync(person.Person);
        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal(["password"], (await own.Db(db => db.Sessions.OrderByDescending(row => row.CreatedAt).FirstAsync(row => row.UserId == person.Person.Id))).AuthMethods);
        // Being used does not prolong it.
        own.Clock.Advance(TimeSpan.FromMicroseconds(1));
        browser.SessionCookie = null;
        await browser.BeginAsync(person.Person);
        Assert.Single(await own.EventsOfAsync(person.Person.Id, EventKind.DeviceTrusted));
    }

    [Fact]
    public async Task Trust_needs_the_cookie_of_that_device_and_holds_for_that_account()
    {
        var (person, other) = (await app.NewEnrolledAsync(), await app.NewEnrolledAsync());
        var browser = await app.SignInAsync(person, trustDevice: true);
        // The same browser in the same network without its cookie.
        await app.NewBrowser().BeginAsync(person.Person);
        browser.SessionCookie = null;
        await browser.BeginAsync(other.Person);
        await browser.SignInAsync(person.Person);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Not_asked_for_it_is_not_given_and_never_with_a_recovery_code()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person);
        browser.SessionCookie = null;
        await browser.BeginAsync(person.Person);
        Assert.Equal(HttpStatusCode.OK, (await browser.SecondStepAsync(person.Codes[0], trustDevice: true)).Status);
        browser.SessionCookie = null;
        await browser.BeginAsync(person.Person);
    }

    [Fact]
    public async Task It_is_listed_and_ended_on_the_page()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        await browser.GoAsync("/account/two-factor");
        Assert.Contains("Chrome on macOS", browser.Page.QuerySelector(".rows")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Ask for a code on Chrome on macOS");
        Assert.DoesNotContain("Ask for a code", browser.Text, StringComparison.Ordinal);
        await AssertAskedAsync(browser, person.Person);
        Assert.Single(await app.EventsOfAsync(person.Person.Id, EventKind.DeviceTrustEnded));
    }

    [Fact]
    public async Task Somebody_elses_device_is_not_found()
    {
        var (person, other) = (await app.NewEnrolledAsync(), await app.NewEnrolledAsync());
        var browser = await app.SignInAsync(person, trustDevice: true);
        var id = await app.Db(db => db.KnownDevices.Where(row => row.UserId == person.Person.Id && row.TrustedUntil != null).Select(row => row.Id).SingleAsync());
        await other.Browser.GoAsync("/account/two-factor");
        var csrf = other.Browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        await other.Browser.PostFormAsync($"/account/two-factor/trusted-devices/{id}/end", new { csrf });
        Assert.Equal(HttpStatusCode.NotFound, other.Browser.Status);
        browser.SessionCookie = null;
        await browser.SignInAsync(person.Person);
    }

    [Fact]
    public async Task Forgetting_the_device_ends_it()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        await browser.GoAsync("/account/sessions");
        var session = await app.Db(db => db.Sessions.OrderByDescending(row => row.CreatedAt).Select(row => new { row.Id, row.UserId }).FirstAsync(row => row.UserId == person.Person.Id));
        await browser.SubmitAsync($"/account/sessions/{session.Id}/forget-device");
        await AssertAskedAsync(browser, person.Person);
    }

    [Theory]
    [InlineData("one")]
    [InlineData("others")]
    public async Task Signing_the_device_out_from_elsewhere_ends_it(string which)
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        var id = (await browser.GetJsonAsync("/me/sessions")).Body.EnumerateArray().Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString();
        var answer = which == "one" ? await person.Browser.DeleteJsonAsync($"/me/sessions/{id}") : await person.Browser.PostJsonAsync("/me/sessions/revoke-all");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        await AssertAskedAsync(browser, person.Person);
    }

    [Fact]
    public async Task Signing_the_others_out_leaves_it_to_the_device_in_use()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/me/sessions/revoke-all")).Status);
        browser.SessionCookie = null;
        await browser.SignInAsync(person.Person);
    }

    [Fact]
    public async Task A_lock_ends_it()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        var administrator = await app.SignInAdministratorAsync();
        await administrator.ActAsync($"/admin/accounts/{person.Person.Id}/lock", new { reason = "looks taken over" });
        await administrator.ActAsync($"/admin/accounts/{person.Person.Id}/unlock", new { reason = "it was not" });
        await AssertAskedAsync(browser, person.Person);
    }

    [Fact]
    public async Task A_change_of_factors_ends_it()
    {
        foreach (var change in new[] { "codes", "app" })
        {
            var person = await app.NewEnrolledAsync();
            var browser = await app.SignInAsync(person, trustDevice: true);
            await browser.GoAsync("/account/two-factor");
            if (change == "codes")
            {
                await browser.SubmitAsync("Make new codes");
            }
            else
            {
                await browser.ClickAsync("Move to another app");
                await browser.SubmitAsync("Use this app", new { code = Authenticator.Scan(app, browser.Page).Code() });
            }

            await AssertAskedAsync(browser, person.Person);
        }
    }

    [Fact]
    public async Task A_new_password_ends_it()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        await browser.GoAsync("/account/password");
        await browser.SubmitAsync("Change password", new { currentPassword = person.Person.Password, newPassword = "an entirely new sentence" });
        await AssertAskedAsync(browser, person.Person with { Password = "an entirely new sentence" });
    }

    [Fact]
    public async Task A_reset_ends_it()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email = person.Person.Email });
        await browser.GoAsync(await app.Mail.LastLinkAsync(person.Person.Email, "/reset-password"));
        await browser.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        await AssertAskedAsync(browser, person.Person with { Password = "an entirely new sentence" });
    }

    [Fact]
    public async Task Taking_a_change_of_address_back_ends_it()
    {
        var (person, next) = (await app.NewEnrolledAsync(), People.New());
        var browser = await app.SignInAsync(person, trustDevice: true);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail = next.Email, currentPassword = person.Person.Password });
        await browser.GoAsync(await app.Mail.LastLinkAsync(next.Email, "/verify-email"));
        await browser.SubmitAsync("/verify-email");
        Assert.Equal(1, await TrustedAsync(person));
        var owner = app.NewBrowser();
        await owner.GoAsync(await app.Mail.LastLinkAsync(person.Person.Email, "/undo-email-change"));
        await owner.SubmitAsync("/undo-email-change");
        Assert.Equal(0, await TrustedAsync(person));
    }

    [Fact]
    public async Task This_wasnt_me_ends_it_everywhere_and_the_distrusted_device_is_never_trusted_again()
    {
        var person = await app.NewEnrolledAsync();
        var owner = await app.SignInAsync(person, trustDevice: true);
        var thief = app.NewBrowser(UserAgents.FirefoxOnUbuntu);
        await thief.SignInAsync(person, trustDevice: true);
        var told = app.NewBrowser();
        await told.GoAsync(await app.Mail.LastLinkAsync(person.Person.Email, "/not-me"));
        await told.SubmitAsync("/not-me");
        Assert.Equal(0, await TrustedAsync(person));
        await told.GoAsync(await app.Mail.LastLinkAsync(person.Person.Email, "/reset-password"));
        await told.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        var renewed = person with { Person = person.Person with { Password = "an entirely new sentence" } };
        await AssertAskedAsync(owner, renewed.Person);
        thief.SessionCookie = null;
        await thief.BeginAsync(renewed.Person);
        await thief.GoAsync("/sign-in/two-factor");
        Assert.DoesNotContain("Trust this device", thief.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await thief.SecondStepAsync(person.App.NextCode(), trustDevice: true)).Status);
        await AssertAskedAsync(thief, renewed.Person);
    }

    [Fact]
    public async Task A_distrusted_device_is_not_trusted_whatever_its_row_says()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        await app.Db(db => db.KnownDevices.Where(row => row.UserId == person.Person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DistrustedAt, app.Clock.GetUtcNow())));
        await AssertAskedAsync(browser, person.Person);
    }

    [Fact]
    public async Task A_copy_of_an_older_device_cookie_is_not_trusted()
    {
        var person = await app.NewEnrolledAsync();
        var browser = await app.SignInAsync(person, trustDevice: true);
        var copy = browser.Copy();
        for (var i = 0; i < 2; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(2));
            await browser.SignInAsync(person.Person);
        }

        copy.SessionCookie = null;
        await copy.BeginAsync(person.Person);
    }

    [Fact]
    public async Task Where_the_settings_say_so_it_is_not_offered()
    {
        await using var own = await PortalApp.StartAsync(new() { ["TwoFactor:TrustDeviceFor"] = "00:00:00" });
        var person = await own.NewEnrolledAsync();
        var browser = own.NewBrowser();
        await browser.BeginAsync(person.Person);
        await browser.GoAsync("/sign-in/two-factor");
        Assert.DoesNotContain("Trust this device", browser.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.SecondStepAsync(person.App.Code(), trustDevice: true)).Status);
        browser.SessionCookie = null;
        await browser.BeginAsync(person.Person);
    }

    private Task<int> TrustedAsync(Enrolled person) => app.Db(db => db.KnownDevices.CountAsync(row => row.UserId == person.Person.Id && row.TrustedUntil != null));

    private static async Task AssertAskedAsync(Browser browser, Person person)
    {
        browser.SessionCookie = null;
        await browser.BeginAsync(person);
    }
}
