using AccountPortal.Tests.Passkeys;
using AccountPortal.Tests.StepUp;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>A passkey beside password, app and recovery codes in the real browser: at the second step, to confirm that it's you, and for a role that needs a factor.</summary>
public class PasskeyAsFactorTests
{
    private const string NoAutofill = "if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false";

    [Fact]
    public async Task At_the_second_step_it_signs_in_and_a_refused_one_leaves_the_code()
    {
        await using var app = await PortalByName.StartAsync();
        var person = await app.NewEnrolledAsync();
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.Page.AddInitScriptAsync(NoAutofill);
                var authenticator = await VirtualAuthenticator.AddAsync(tab.Page);
                await tab.GoAsync("/account/passkeys/new");
                await tab.PressAsync("Create a passkey");
                await BringPasswordAsync(tab, person.Person, "/account/sessions", remember: true);
                await LookAsync(tab, "sign-in-two-factor-passkey");
                await tab.PressAsync("Use a passkey instead");
                await tab.ArrivesAsync("**/account/sessions");
                Assert.True(await LatestIsRememberedAsync(app, person.Person));
                await BringPasswordAsync(tab, person.Person, "/account/activity", remember: false);
                await authenticator.VerifyAsync(false);
                await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey instead" }).ClickAsync();
                await tab.SeesAsync("No passkey was used.");
                await LookAsync(tab, "sign-in-two-factor-passkey-not-used");
                await authenticator.VerifyAsync(true);
                // Removed elsewhere while the page is open: the browser has it, the portal refuses it.
                await app.Db(db => db.UserPasskeys.Where(row => row.UserId == person.Person.Id).ExecuteDeleteAsync());
                await tab.PressAsync("Use a passkey instead");
                await tab.SeesAsync("That passkey was not accepted.");
                await tab.TypeAsync("Code", person.App.NextCode());
                await tab.PressAsync("Sign in");
                await tab.ArrivesAsync("**/account/activity");
                Assert.False(await LatestIsRememberedAsync(app, person.Person));
            },
            signedIn: person.Browser);
    }

    [Theory]
    [LookData]
    public async Task It_confirms_on_the_page_with_all_ways_and_completes_the_form_that_waits(Look look)
    {
        await using var app = await PortalByName.StartAsync();
        var person = await app.NewEnrolledAsync();
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                var authenticator = await VirtualAuthenticator.AddAsync(tab.Page);
                await tab.GoAsync("/account/passkeys/new");
                await tab.PressAsync("Create a passkey");
                await LookAsync(tab, "passkeys-with-codes");
                var other = await app.SignInAsync(person);
                await tab.GoAsync("/account/sessions");
                await app.AgeAsync(person.Person.Id);
                await tab.PressAsync("Sign out 1 other session");
                await LookAsync(tab, "step-up-all");
                await Assertions.Expect(tab.Page.Locator("input[type=password]")).ToBeVisibleAsync();
                await authenticator.VerifyAsync(false);
                await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey", Exact = true }).ClickAsync();
                await tab.SeesAsync("No passkey was used.");
                await LookAsync(tab, "step-up-all-not-used");
                await authenticator.VerifyAsync(true);
                await tab.PressAsync("Use a passkey");
                await tab.SeesAsync("One more click");
                Assert.True(await other.IsSignedInAsync());
                await tab.PressAsync("Do it: sign out all other sessions");
                Assert.False(await other.IsSignedInAsync());
                await tab.GoAsync("/account/two-factor");
                await LookAsync(tab, "two-factor-with-passkey");
                await app.AgeAsync(person.Person.Id);
                await tab.PressAsync("Make new codes");
                await LookAsync(tab, "step-up-second");
                await Assertions.Expect(tab.Page.Locator("input[type=password]")).ToHaveCountAsync(0);
                await tab.TypeAsync("Code from your authenticator app", person.Codes[0]);
                await tab.PressAsync("Confirm");
                await tab.PressAsync("Do it: make new recovery codes");
                await tab.SeesAsync("Your 10 codes");
                await tab.GoAsync("/account/two-factor/recovery-codes");
                await LookAsync(tab, "recovery-codes-again");
            },
            look,
            signedIn: person.Browser);
    }

    /// <summary>A session of which nothing is known but its cookie has to be confirmed before anything else, and can be with a passkey.</summary>
    [Fact]
    public async Task It_confirms_a_session_that_reaches_nothing_else()
    {
        await using var app = await PortalByName.StartAsync();
        var person = await app.NewPersonAsync();
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await VirtualAuthenticator.AddAsync(tab.Page);
                await tab.GoAsync("/account/passkeys/new");
                await tab.PressAsync("Create a passkey");
                await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ConfirmSince, app.Clock.GetUtcNow())));
                await tab.GoAsync("/account/activity");
                await LookAsync(tab, "step-up-to-go-on");
                await tab.PressAsync("Use a passkey");
                Assert.Equal("/account/activity", new Uri(tab.Page.Url).AbsolutePath);
            },
            signedIn: await app.SignInAsync(person));
    }

    [Fact]
    public async Task Without_scripts_the_other_ways_are_there()
    {
        await using var app = await PortalByName.StartAsync();
        var person = await app.NewEnrolledAsync();
        await person.Browser.AddAsync(app.NewPasskey());
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/account/two-factor");
                await app.AgeAsync(person.Person.Id);
                await tab.PressAsync("Make new codes");
                await Assertions.Expect(tab.Page.GetByText("Use a passkey")).ToBeHiddenAsync();
                await tab.ScreenshotAsync("step-up-second-no-script");
                await tab.TypeAsync("Code from your authenticator app", person.App.NextCode());
                await tab.PressAsync("Confirm");
                await tab.PressAsync("Do it: make new recovery codes");
                await tab.SeesAsync("Your 10 codes");
                await app.AgeAsync(person.Person.Id);
                await tab.GoAsync("/step-up");
                await tab.ScreenshotAsync("step-up-all-no-script");
                await tab.TypeAsync("Password", person.Person.Password);
                await tab.PressAsync("Confirm with your password");
                Assert.Equal("/account", new Uri(tab.Page.Url).AbsolutePath);
            },
            javaScript: false,
            signedIn: person.Browser);
    }

    [Theory]
    [LookData]
    public async Task It_is_enough_for_a_role_that_needs_a_factor(Look look)
    {
        await using var app = await PortalByName.StartAsync(new() { ["TwoFactor:RequiredForRoles"] = "admin", ["Admin:Emails"] = "chief@example.com" });
        var person = await app.NewPersonAsync(email: "chief@example.com");
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.Page.AddInitScriptAsync(NoAutofill);
                await VirtualAuthenticator.AddAsync(tab.Page);
                await tab.GoAsync("/admin");
                await tab.FollowAsync("Add a passkey");
                await tab.PressAsync("Create a passkey");
                await tab.SeesAsync("is added.");
                await LookAsync(tab, "passkeys-without-codes");
                Assert.Equal((200, "/admin"), ((await tab.GoAsync("/admin")).Status, new Uri(tab.Page.Url).AbsolutePath));
                await BringPasswordAsync(tab, person, "/admin");
                await LookAsync(tab, "sign-in-passkey-only-without-codes");
                await tab.PressAsync("Use your passkey");
                await tab.ArrivesAsync("**/admin");
                await tab.GoAsync("/account/two-factor");
                await LookAsync(tab, "two-factor-passkey-only");
                await tab.FollowAsync("About recovery codes");
                await LookAsync(tab, "recovery-codes-none");
                await tab.PressAsync("Make recovery codes");
                var code = await tab.Page.Locator("ol.codes code").First.InnerTextAsync();
                await LookAsync(tab, "recovery-codes-of-a-passkey");
                await BringPasswordAsync(tab, person, "/admin");
                await LookAsync(tab, "sign-in-passkey-only");
                await tab.FollowAsync("Use a recovery code");
                await LookAsync(tab, "sign-in-recovery-code-of-a-passkey");
                await tab.TypeAsync("Recovery code", code);
                await tab.PressAsync("Sign in");
                await tab.ArrivesAsync("**/admin");
                await tab.PressAsync("Sign out");
                await tab.GoAsync("/sign-in?returnUrl=%2Fadmin");
                await tab.PressAsync("Sign in with a passkey");
                await tab.ArrivesAsync("**/admin");
            },
            look,
            signedIn: await app.SignInAsync(person));
    }

    private static async Task BringPasswordAsync(Tab tab, Person person, string returnUrl, bool remember = false)
    {
        await tab.PressAsync("Sign out");
        await tab.GoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));
        await tab.TypeAsync("Email", person.Email);
        await tab.PressAsync("Continue");
        await tab.TypeAsync("Password", person.Password);
        await tab.Page.GetByLabel("Remember this device").SetCheckedAsync(remember);
        await tab.PressAsync("Sign in");
    }

    private static Task<bool> LatestIsRememberedAsync(PortalApp app, Person person) =>
        app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).OrderByDescending(row => row.CreatedAt).Select(row => row.Remembered).FirstAsync());

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }
}
