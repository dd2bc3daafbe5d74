using AccountPortal.Tests.Passkeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>Passkeys in the real browser, with its own virtual authenticator: the script, the pages and the checks, whole.</summary>
public class PasskeyTests : IAsyncLifetime
{
    private PortalApp? started;

    private PortalApp App => started!;

    public async Task InitializeAsync() => started = await PortalByName.StartAsync();

    [Fact]
    public async Task Made_used_and_removed()
    {
        var person = await App.NewPersonAsync();
        await Chromium.VisitAsync(
            App,
            async tab =>
            {
                // The button alone: autofill would be quicker than the person.
                await tab.Page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
                var authenticator = await VirtualAuthenticator.AddAsync(tab.Page);
                await tab.GoAsync("/account/passkeys");
                await tab.FollowAsync("Add a passkey");
                await tab.PressAsync("Create a passkey");
                await tab.SeesAsync("is added.");
                Assert.Equal(1, await authenticator.CountAsync());
                await tab.PressAsync("Sign out");
                await tab.GoAsync("/sign-in?returnUrl=%2Faccount%2Fsessions");
                await tab.Page.GetByLabel("Remember this device").CheckAsync();
                await tab.PressAsync("Sign in with a passkey");
                await tab.ArrivesAsync("**/account/sessions");
                await tab.SeesAsync("with a passkey");
                await tab.SeesAsync("Remembered");
                await tab.GoAsync("/account/passkeys");
                await tab.SeesAsync("last used");
                await tab.PressAsync($"Remove {await tab.Page.Locator(".row .name > span").First.InnerTextAsync()}");
                await tab.SeesAsync("No passkeys yet");
                await Eventually.IsTrueAsync("the browser forgets it too", async () => await authenticator.CountAsync() == 0);
            },
            signedIn: await App.SignInAsync(person));
        Assert.Equal(0, await App.Db(db => db.UserPasskeys.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task The_browsers_autofill_signs_in_without_a_press()
    {
        var person = await App.NewPersonAsync();
        await Chromium.VisitAsync(
            App,
            async tab =>
            {
                await VirtualAuthenticator.AddAsync(tab.Page);
                await tab.GoAsync("/account/passkeys/new");
                await tab.TypeAsync("Name", "My key");
                await tab.Page.Keyboard.PressAsync("Enter");
                await tab.SeesAsync("\"My key\" is added.");
                await tab.Page.Context.ClearCookiesAsync();
                await tab.GoAsync("/sign-in");
                await tab.ArrivesAsync("**/account");
            },
            signedIn: await App.SignInAsync(person));
    }

    [Fact]
    public async Task What_went_wrong_is_said_beside_the_button()
    {
        var person = await App.NewPersonAsync();
        await Chromium.VisitAsync(
            App,
            async tab =>
            {
                var authenticator = await VirtualAuthenticator.AddAsync(tab.Page);
                await tab.GoAsync("/account/passkeys/new");
                await tab.PressAsync("Create a passkey");
                await tab.GoAsync("/account/passkeys/new");
                await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Create a passkey" }).ClickAsync();
                await tab.SeesAsync("has a passkey for your account already");
                await tab.AssertAccessibleAsync();
                await tab.ScreenshotAsync("passkey-there-already");
                await authenticator.VerifyAsync(false);
                await tab.Page.Context.ClearCookiesAsync();
                await tab.GoAsync("/sign-in");
                await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
                await tab.SeesAsync("No passkey was used.");
                await tab.AssertAccessibleAsync();
                await tab.ScreenshotAsync("passkey-not-used");
            },
            signedIn: await App.SignInAsync(person));
    }

    [Theory]
    [LookData]
    public async Task The_pages_are_accessible(Look look)
    {
        var person = await App.NewPersonAsync();
        var browser = await App.SignInAsync(person);
        await App.SignInAsync(person);
        await Chromium.VisitAsync(App, tab => LookAsync(tab, "passkeys-none", "/account/passkeys"), look, signedIn: browser);
        await browser.AddAsync(App.NewPasskey(synced: true), "A rather long name for the passkey that is kept in the password manager of the family");
        await browser.AddAsync(App.NewPasskey());
        await Chromium.VisitAsync(
            App,
            async tab =>
            {
                await LookAsync(tab, "passkeys", "/account/passkeys?changed=true");
                await tab.Page.Locator("main summary").First.ClickAsync();
                await tab.AssertAccessibleAsync();
                await tab.ScreenshotAsync("passkeys-rename");
                await LookAsync(tab, "passkeys-new", "/account/passkeys/new");
                await LookAsync(tab, "account-with-passkeys", "/account");
            },
            look,
            signedIn: browser);
        await Chromium.VisitAsync(App, tab => LookAsync(tab, "sign-in-passkey", "/sign-in"), look);
        await Chromium.VisitAsync(App, tab => LookAsync(tab, "passkeys-new-no-script", "/account/passkeys/new", scripts: false), look, javaScript: false, signedIn: browser);
    }

    public Task DisposeAsync() => App.DisposeAsync().AsTask();

    private static async Task LookAsync(Tab tab, string name, string path, bool scripts = true)
    {
        Assert.Equal(200, (await tab.GoAsync(path)).Status);
        if (scripts)
        {
            await tab.AssertAccessibleAsync();
        }

        await tab.ScreenshotAsync(name);
    }
}
