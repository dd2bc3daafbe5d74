using System.Net;
using AccountPortal.Admin;
using AccountPortal.Security;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Meta;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Identity;
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
        // Where the sign-in is too long ago for that.
        "GET /step-up", "POST /step-up", "POST /step-up/end", "GET /step-up/form/{id}", "POST /step-up/form/{id}", "POST /me/step-up", "POST /me/step-up/passkey-options", "POST /me/passkeys/options",
    ];

    [Fact]
    public async Task Without_the_factor_that_the_role_needs_nothing_else_is_within_reach()
    {
        await using var app = await StartAsync();
        var browser = await app.SignInAdministratorAsync();
        var actions = RoutedActions.Of(app).Where(action => !action.IsOpen).ToList();
        Assert.True(actions.Count > 40);
        var allowed = actions.Where(action => action.Action.EndpointMetadata.OfType<AllowWithoutSecondFactorAttribute>().Any()).ToList();
        Assert.Empty(Within.Except(allowed.Select(action => action.Route)));
        Assert.All(allowed, action => Assert.True(Within.Contains(action.Route) || action.Template.StartsWith("account/passkeys", StringComparison.Ordinal)
            || action.Template is "me/passkeys/options" or "me/step-up/passkey-options", action.Route));
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
        var (administrator, person) = (await app.NewAdministratorAsync(), await app.NewPersonAsync());
        var open = await app.SignInAsync(administrator);
        await AddPasskeyAsync(app, administrator);
        await AddPasskeyAsync(app, person);
        Assert.True(await open.IsSignedInAsync());
        var browser = app.NewBrowser();
        await browser.BeginAsync(administrator);
        await browser.GoAsync("/sign-in/two-factor");
        Assert.Contains("Use your passkey", browser.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SecondStepAsync("123456")).Status);
        // For somebody without the role it is one way in of several.
        Assert.True(await (await app.SignInAsync(person)).IsSignedInAsync());
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

    private static Task AddPasskeyAsync(PortalApp app, Person person) => app.Db(async db =>
    {
        db.UserPasskeys.Add(new IdentityUserPasskey<Guid>
        {
            UserId = person.Id,
            CredentialId = Guid.CreateVersion7().ToByteArray(),
            Data = new IdentityPasskeyData { PublicKey = [1], Name = "Key", CreatedAt = app.Clock.GetUtcNow(), AttestationObject = [1], ClientDataJson = [1] },
        });
        await db.SaveChangesAsync();
    });
}
