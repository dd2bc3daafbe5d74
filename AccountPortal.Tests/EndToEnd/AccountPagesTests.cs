namespace AccountPortal.Tests.EndToEnd;

/// <summary>The pages of the account and of its password, looked at in the real browser.</summary>
public class AccountPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] Pages = ["/account", "/account/profile", "/account/email", "/account/password"];

    [Theory]
    [LookData]
    public async Task The_pages_of_the_account_are_accessible(Look look)
    {
        var person = await app.NewPersonAsync(email: $"{look}.with-a-rather-long-address-that-has-to-break@example-of-a-long-domain.example".ToLowerInvariant());
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                foreach (var page in Pages)
                {
                    await VisitAsync(tab, page);
                }

                await tab.TypeAsync("Current password", "wrong");
                await tab.TypeAsync("New password", "password");
                await tab.Page.GetByText("Change password").ClickAsync();
                await tab.SeesAsync("That is not your current password.");
                await LookAsync(tab, "account-password-refused");
                await tab.GoAsync("/account/email");
                await tab.TypeAsync("New email address", $"new-{look}@example.com");
                await tab.TypeAsync("Current password", person.Password);
                await tab.PressAsync("Change address");
                await tab.SeesAsync("Waiting for you to confirm");
                await LookAsync(tab, "account-email-pending");
            },
            look,
            signedIn: await app.SignInAsync(person));
    }

    [Theory]
    [LookData]
    public async Task The_way_to_a_new_password_is_accessible(Look look)
    {
        var person = await app.NewPersonAsync();
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await VisitAsync(tab, "/forgot-password");
                await tab.TypeAsync("Email", person.Email);
                await tab.PressAsync("Send me a link");
                await LookAsync(tab, "forgot-password-sent");
                await tab.GoAsync(new Uri(await app.Mail.LastLinkAsync(person.Email, "/reset-password")).PathAndQuery);
                await LookAsync(tab, "reset-password");
                await tab.TypeAsync("New password", "an entirely new sentence");
                await tab.PressAsync("Set new password");
                await tab.SeesAsync("Your new password is set");
                Assert.Equal(404, (await tab.GoAsync("/reset-password")).Status);
                await LookAsync(tab, "reset-password-gone");
            },
            look);
    }

    private static async Task VisitAsync(Tab tab, string page)
    {
        Assert.Equal(200, (await tab.GoAsync(page)).Status);
        await LookAsync(tab, page.Trim('/').Replace('/', '-'));
    }

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }
}
