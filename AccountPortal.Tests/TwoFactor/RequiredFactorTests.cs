using System.Net;
using AccountPortal.Admin;
using AccountPortal.Security;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Meta;
using AccountPortal.Tests.Passkeys;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.TwoFactor;

public class RequiredFactorTests
{
    /// <summary>Within reach of somebody who has to get a second factor first: what it takes to get one.</summary>
    private static readonly string[] Within =
    [
        "GET /account/two-factor", "GET /account/two-factor/required", "GET /account/two-factor/set-up", "POST /account/two-factor/set-up",
        "GET /account/passkeys", "GET /account/passkeys/new", "POST /account/passkeys/new", "POST /me/passkeys/options",
        // To leave, and to stay after all.
        "GET /account/delete", "POST /account/delete", "POST /account/delete/cancel", "GET /me/deletion", "POST /me/deletion", "DELETE /me/deletion",
        // Where the sign-in is too long ago for that.
        "GET /step-up", "POST /step-up", "POST /step-up/end", "POST /step-up/company", "GET /step-up/company/finish", "GET /step-up/form/{id}", "POST /step-up/form/{id}", "POST /me/step-up", "POST /me/step-up/passkey-options",
    ];

    [Fact]
    public async Task ASVS_6_3_3_Without_the_factor_that_the_role_needs_nothing_else_is_within_reach()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAdministratorAsync();
        var actions = RoutedActions.Of(app).Where(action => !action.IsOpen).ToList();
        Assert.True(actions.Count > 40);
        var allowed = actions.Where(action => action.Action.EndpointMetadata.OfType<AllowWithoutSecondFactorAttribute>().Any()).ToList();
        Assert.Equal(Within.Order(StringComparer.Ordinal), allowed.Select(action => action.Route).Order(StringComparer.Ordinal));
        foreach (var action in actions.Except(allowed))
        {
            var answer = await browser.JsonAsync(new HttpMethod(action.Method), action.Path, null);
            var isLed = answer.Status == HttpStatusCode.Found && answer.Response.Headers.Location!.OriginalString == "/account/two-factor/required";
            Assert.True(isLed || (answer.Status, answer.Problem) == (HttpStatusCode.Forbidden, "second-factor-required"), $"{action.Route} answered {(int)answer.Status}: {answer.Text}");
        }
    }

    [Fact]
    public async Task The_way_leads_from_the_sign_in_to_the_app_and_on()
    {
        await using var app = await StartAsync();
        var person = await app.NewAdministratorAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/admin");
        await browser.SubmitAsync("Continue", new { email = person.Email });
        await browser.SubmitAsync("Sign in", new { password = person.Password });
        Assert.Equal("/account/two-factor/required", browser.Path);
        Assert.DoesNotContain(browser.Page.QuerySelectorAll("nav a"), link => link.GetAttribute("href") is "/admin" or "/account/profile");
        await browser.ClickAsync("Set up an app");
        var authenticator = Authenticator.Scan(app, browser.Page);
        await browser.SubmitAsync("Turn on", new { code = authenticator.Code() });
        await browser.GoAsync("/admin");
        Assert.Equal((HttpStatusCode.OK, "/admin"), (browser.Status, browser.Path));
        // And it stays: the last factor cannot be taken off.
        await browser.GoAsync("/account/two-factor");
        await browser.SubmitAsync("Turn off");
        Assert.Contains("Your role needs a second factor", browser.Notice(), StringComparison.Ordinal);
        Assert.True(await browser.IsSignedInAsync());
        await app.NewBrowser().BeginAsync(person);
    }

    [Fact]
    public async Task Signing_out_works_on_the_way()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAdministratorAsync();
        await browser.GoAsync("/account");
        Assert.Equal("/account/two-factor/required", browser.Path);
        await browser.SubmitAsync("Sign out");
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetJsonAsync("/me")).Status);
    }

    [Fact]
    public async Task It_holds_for_administrators_by_the_settings_and_for_nobody_else()
    {
        await using var app = await PortalApp.StartAsync(new() { ["TwoFactor:RequiredForRoles"] = "Administrator", ["Admin:Emails"] = "chief@example.com" });
        var chief = await app.SignInAsync(await app.NewPersonAsync(email: "chief@example.com"));
        Assert.Equal("second-factor-required", (await chief.GetJsonAsync("/me")).Problem);
        Assert.True(await (await app.SignInAsync(await app.NewPersonAsync())).IsSignedInAsync());
    }

    [Fact]
    public async Task It_comes_with_the_role_and_goes_with_it()
    {
        await using var app = await StartAsync();
        var person = await app.NewPersonAsync();
        Assert.True(await (await app.SignInAsync(person)).IsSignedInAsync());
        await app.GrantAsync(person.Email);
        Assert.Equal("second-factor-required", (await (await app.SignInAsync(person)).GetJsonAsync("/me")).Problem);
        await app.RevokeAsync(person.Email);
        Assert.True(await (await app.SignInAsync(person)).IsSignedInAsync());
    }

    [Fact]
    public async Task A_passkey_is_a_second_factor_and_the_password_alone_no_longer_a_way_in()
    {
        await using var app = await StartAsync();
        var (person, open, passkey) = await NewWithPasskeyAsync(app);
        Assert.True(await open.IsSignedInAsync());
        var browser = await AtSecondStepAsync(app, person);
        Assert.Contains("Use your passkey", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("input[name=code], a[href='/sign-in/recovery-code']"));
        await browser.GoAsync("/sign-in/recovery-code");
        Assert.Null(browser.Page.QuerySelector("input[name=code]"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SecondStepAsync("123456")).Status);
        await browser.SendAsync("/sign-in/passkey", new { passkey = passkey.Get((await browser.PostJsonAsync("/login/passkey-options")).Body) });
        Assert.Equal("/admin", browser.Path);
        // For somebody without the role it is one way in of several.
        Assert.True(await (await app.SignInAsync((await app.NewPasskeyPersonAsync()).Person)).IsSignedInAsync());
    }

    [Fact]
    public async Task A_recovery_code_stands_in_for_the_passkey_at_the_second_step_once()
    {
        await using var app = await StartAsync();
        var (person, open, _) = await NewWithPasskeyAsync(app);
        await open.SubmitAsync("Make recovery codes");
        var codes = open.ShownCodes();
        var browser = await AtSecondStepAsync(app, person);
        await browser.ClickAsync("Use a recovery code");
        Assert.Contains("If your passkey is out of reach", browser.Text, StringComparison.Ordinal);
        Assert.Contains("Use your passkey instead", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("Sign in", new { code = codes[0] });
        Assert.Equal("/admin", browser.Path);
        Assert.Equal("password recovery-code", (await app.EventsOfAsync(person.Id, AccountPortal.Activity.EventKind.SignIn))[^1].Detail("method"));
        var again = await AtSecondStepAsync(app, person);
        await again.ClickAsync("Use a recovery code");
        await again.SubmitAsync("Sign in", new { code = codes[0] });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
    }

    [Fact]
    public async Task The_last_passkey_stays_and_the_one_before_it_goes()
    {
        await using var app = await StartAsync();
        var (person, browser, passkey) = await NewWithPasskeyAsync(app);
        await browser.SubmitAsync($"/account/passkeys/{passkey.Id}/remove");
        Assert.Contains("Your role needs a second factor", browser.Notice(), StringComparison.Ordinal);
        Assert.Equal(1, await app.Db(db => db.UserPasskeys.CountAsync(row => row.UserId == person.Id)));
        Assert.True(await browser.IsSignedInAsync());
        await browser.AddAsync(app.NewPasskey(), "New");
        await browser.SubmitAsync($"/account/passkeys/{passkey.Id}/remove");
        Assert.Equal(["New"], browser.Page.QuerySelectorAll(".row .name > span:first-child").Select(name => name.TextContent));
        await app.EnrolAsync(person, browser);
        await browser.GoAsync("/account/passkeys");
        await browser.SubmitAsync("Remove New");
        Assert.Contains("is removed", browser.Notice(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASVS_6_4_3_a_reset_by_mail_does_not_go_round_the_passkey()
    {
        await using var app = await StartAsync();
        var (person, _, passkey) = await NewWithPasskeyAsync(app);
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email = person.Email });
        await browser.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await browser.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        Assert.Contains("Your 1 passkey stays", string.Join(' ', (await app.Mail.LastAsync(person.Email)).Paragraphs), StringComparison.Ordinal);
        await browser.BeginAsync(person with { Password = "an entirely new sentence" });
        Assert.False(await browser.IsSignedInAsync());
        await browser.SignInWithAsync(passkey);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("Production", null, true)]
    [InlineData("Production", "", false)]
    [InlineData("Development", null, false)]
    [InlineData("Development", "support, ADMIN", true)]
    public async Task Administrators_need_one_in_production_unless_the_settings_say_otherwise(string environment, string? roles, bool isRequired)
    {
        await using var app = await PortalApp.StartAsync(roles is null ? [] : new() { ["TwoFactor:RequiredForRoles"] = roles }, environment);
        var settings = app.Services.GetRequiredService<IOptions<TwoFactorSettings>>().Value;
        Assert.Equal(isRequired, settings.IsRequiredFor([AdminRole.Name]));
        Assert.False(settings.IsRequiredFor([]));
        Assert.False(settings.IsRequiredFor(["customer"]));
    }

    private static Task<PortalApp> StartAsync() => PortalApp.StartAsync(new() { ["TwoFactor:RequiredForRoles"] = AdminRole.Name });

    /// <summary>An administrator whose only second factor is a passkey.</summary>
    private static async Task<(Person Person, Browser Browser, SoftPasskey Passkey)> NewWithPasskeyAsync(PortalApp app)
    {
        var (person, passkey) = (await app.NewAdministratorAsync(), app.NewPasskey());
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account");
        await browser.ClickAsync("Add a passkey");
        await browser.AddAsync(passkey);
        return (person, browser, passkey);
    }

    private static async Task<Browser> AtSecondStepAsync(PortalApp app, Person person)
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/admin");
        await browser.SubmitAsync("Continue", new { email = person.Email });
        await browser.SubmitAsync("Sign in", new { password = person.Password });
        Assert.Equal("/sign-in/two-factor", browser.Path);
        return browser;
    }
}
