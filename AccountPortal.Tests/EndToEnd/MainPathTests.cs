namespace AccountPortal.Tests.EndToEnd;

/// <summary>The main job, whole, by a person at a real browser: with scripts and without (P15).</summary>
public class MainPathTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [InlineData(Look.Desktop, true)]
    [InlineData(Look.Phone, false)]
    public async Task From_signing_up_to_revoked_and_it_is_dead(Look look, bool javaScript)
    {
        var person = People.New();
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/sign-up");
                await tab.TypeAsync("Email", person.Email);
                await tab.TypeAsync("Password", person.Password);
                await tab.PressAsync("Create account");
                await tab.SeesAsync("Look into your mail");
                await tab.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/verify-email"));
                await tab.TypeAsync("Password", person.Password);
                await tab.PressAsync("Confirm my address");
                await tab.SeesAsync($"{person.Email} is confirmed");
                var elsewhere = await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
                await tab.GoAsync("/account/sessions");
                await tab.SeesAsync("Firefox on Ubuntu");
                await tab.PressAsync("Sign out Firefox on Ubuntu");
                await tab.SeesAsync("Signed out that device.");
                Assert.False(await elsewhere.IsSignedInAsync());
                if (look == Look.Desktop)
                {
                    await tab.PressAsync("Sign out");
                    await tab.SeesAsync("You're signed out.");
                }
            },
            look,
            javaScript);
    }

    [Fact]
    public Task Signing_in_takes_the_keyboard_alone() => Chromium.VisitAsync(app, async tab =>
    {
        var person = await app.NewPersonAsync();
        await tab.GoAsync("/sign-in");
        await tab.Page.WaitForSelectorAsync("[name=email]:focus");
        await tab.Page.Keyboard.TypeAsync(person.Email);
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.WaitForSelectorAsync("[name=password]:focus");
        await tab.Page.Keyboard.TypeAsync(person.Password);
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.ArrivesAsync("**/account");
    });
}
