using AccountPortal.Tests.StepUp;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>"Confirm it's you", and the form that waited for it, in the real browser.</summary>
public class StepUpPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [InlineData(Look.Desktop, true)]
    [InlineData(Look.PhoneDark, true)]
    [InlineData(Look.Desktop, false)]
    public async Task A_form_that_meets_an_old_confirmation_completes_after_a_new_one(Look look, bool javaScript)
    {
        var person = await app.NewPersonAsync();
        var other = await app.SignInAsync(person, userAgent: UserAgents.SafariOnIphone);
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                // axe is a script of the page: without them it would never answer.
                async Task LookAsync(string name)
                {
                    await (javaScript ? tab.AssertAccessibleAsync() : Task.CompletedTask);
                    await tab.ScreenshotAsync(javaScript ? name : $"{name}-no-script");
                }

                await tab.GoAsync("/account/sessions");
                await LookAsync("sessions-confirmed");
                await app.AgeAsync(person.Id);
                await tab.PressAsync("Sign out Safari on iPhone");
                await tab.SeesAsync("Confirm it's you");
                await LookAsync("step-up");
                await tab.TypeAsync("Password", "wrong");
                await tab.PressAsync("Confirm");
                await tab.SeesAsync("That is not your password.");
                await LookAsync("step-up-refused");
                await tab.TypeAsync("Password", person.Password);
                await tab.PressAsync("Confirm");
                await tab.SeesAsync("Thank you. One more click");
                await LookAsync("step-up-kept");
                Assert.True(await other.IsSignedInAsync());
                var address = new Uri(tab.Page.Url).PathAndQuery;
                await tab.PressAsync("Do it: sign out another device");
                await tab.SeesAsync("Signed out that device.");
                Assert.False(await other.IsSignedInAsync());
                Assert.Equal(404, (await tab.GoAsync(address)).Status);
                await LookAsync("step-up-gone");
                await tab.GoAsync("/account");
                await tab.PressAsync("End it now");
                await tab.SeesAsync("We ask you again before anything sensitive.");
            },
            look,
            javaScript,
            signedIn: await app.SignInAsync(person));
    }
}