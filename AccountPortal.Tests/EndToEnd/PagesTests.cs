using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The pages of signing up and in and the sessions in the real browser (the account's are in <see cref="AccountPagesTests"/>): nothing that axe finds, nothing wider than the screen, no broken policy, whatever the screen (P15).</summary>
public class PagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] Anybodys = ["/sign-in", "/sign-up", "/verify-email", "/reset-password", "/undo-email-change", "/dev/mail"];
    private static readonly string[] Members = ["/account/sessions", "/no-such-page"];
    private static readonly string[] Newcomers = ["/verify-email/pending", "/account/sessions", "/account/email"];

    [Theory]
    [LookData]
    public async Task All_pages_are_accessible(Look look)
    {
        var (member, newcomer) = (await app.NewPersonAsync(), await app.NewPersonAsync(verified: false));
        await app.SignInAsync(member, userAgent: UserAgents.SafariOnIphone);
        await Chromium.VisitAsync(app, tab => LookAtAsync(tab, Anybodys, ""), look);
        await Chromium.VisitAsync(app, tab => LookAtAsync(tab, Members, "member"), look, signedIn: await app.SignInAsync(member, remember: true));
        await Chromium.VisitAsync(app, tab => LookAtAsync(tab, Newcomers, "newcomer"), look, signedIn: await app.SignInAsync(newcomer));
    }

    [Theory]
    [LookData]
    public Task So_are_forms_that_were_refused(Look look) => Chromium.VisitAsync(
        app,
        async tab =>
        {
            await tab.GoAsync("/sign-up");
            await tab.TypeAsync("Email", "not an address");
            await tab.TypeAsync("Password", "short");
            await tab.Page.EvaluateAsync("document.querySelectorAll('form').forEach(form => form.noValidate = true)");
            await tab.PressAsync("Create account");
            await tab.AssertAccessibleAsync();
            await tab.ScreenshotAsync("sign-up-refused");
            await tab.GoAsync("/sign-in");
            await tab.TypeAsync("Email", "nobody@example.com");
            await tab.PressAsync("Continue");
            await tab.AssertAccessibleAsync();
            await tab.TypeAsync("Password", "a wrong password");
            await tab.PressAsync("Sign in");
            await tab.SeesAsync("Email or password is not right.");
            await tab.AssertAccessibleAsync();
            await tab.ScreenshotAsync("sign-in-refused");
        },
        look);

    private static async Task LookAtAsync(Tab tab, string[] paths, string kind)
    {
        foreach (var path in paths)
        {
            await tab.GoAsync(path);
            Assert.Equal(path, new Uri(tab.Page.Url).AbsolutePath);
            foreach (var summary in await tab.Page.GetByRole(AriaRole.Main).Locator("summary").AllAsync())
            {
                await summary.ClickAsync();
            }

            await tab.AssertAccessibleAsync();
            await tab.ScreenshotAsync($"{kind}{path.Replace('/', '-')}");
        }
    }
}
