using AccountPortal.Tests.Saml;
using AccountPortal.Tests.StepUp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>What people see of their company's sign-in, in the real browser: the way there and back, and every page on which it ends elsewhere.</summary>
public class CompanyPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory, LookData]
    public async Task People_come_in_through_their_company_and_go_out_again(Look look)
    {
        var company = await TestCompany.StartAsync(app, provider => (provider.Name, provider.Contact, provider.LogoutUrl, provider.SendsLogout) =
            ("Acme", "Grace at the help desk, extension 7", provider.EntityId.Replace("/saml", "/slo", StringComparison.Ordinal), true));
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                async Task LookAsync(string name)
                {
                    await tab.AssertAccessibleAsync();
                    await tab.ScreenshotAsync($"company-{name}");
                }

                var idp = await TestIdp.StartAsync(app, tab, company);

                // By the address: at once, and whoever comes back may choose.
                await tab.GoAsync("/sign-in?returnUrl=%2Faccount%2Fsessions");
                await tab.TypeAsync("Email", company.Address());
                await tab.PressAsync("Continue");
                await tab.ArrivesAsync(company.SignInUrl + "**");
                await tab.Page.GoBackAsync();
                await tab.PressAsync("Continue");
                await tab.SeesAsync("Use your password");
                await LookAsync("departure-choice");
                await tab.FollowAsync("Continue with Acme");
                await idp.AnswerAsync();
                await tab.ArrivesAsync("**/account/sessions");

                // As somebody else, while the first is signed in here.
                idp.Email = company.Address("grace");
                await tab.GoAsync($"/saml/{company.Slug}/sign-in");
                await idp.AnswerAsync();
                await tab.SeesAsync("Sign in as somebody else?");
                await LookAsync("switch");
                await tab.PressAsync($"Go on as {company.Address("grace")}");

                // Confirming it's you, and out again.
                var grace = await app.Db(db => db.Users.Where(row => row.Email == company.Address("grace")).Select(row => row.Id).SingleAsync());
                await app.AgeAsync(grace);
                await tab.GoAsync("/step-up?returnUrl=%2Faccount%2Factivity");
                await LookAsync("step-up");
                await tab.PressAsync("Sign in to your company again");
                await idp.AnswerAsync();
                await tab.ArrivesAsync("**/account/activity");
                await tab.GoAsync("/account");
                await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out", Exact = true }).First.ClickAsync();
                await tab.ArrivesAsync(company.LogoutUrl + "**");
            },
            look);
    }

    [Theory, LookData]
    public async Task Where_it_ends_elsewhere_a_page_says_what_to_do(Look look)
    {
        var company = await TestCompany.StartAsync(app, provider => (provider.Name, provider.Contact, provider.CreatesAccounts) = ("Acme", "Grace at the help desk, extension 7", false));
        var enforced = await TestCompany.StartAsync(app, provider => (provider.Name, provider.LogoutUrl, provider.SendsLogout) = ("Initech", "https://idp.initech.example/slo", true), enforced: true);
        var person = await app.NewPersonAsync(email: company.Address("linus"));
        var leaving = app.NewBrowser();
        await enforced.SignInAsync(leaving);
        await leaving.GoAsync("/account");
        leaving.FollowsRedirects = false;
        await leaving.PostFormAsync("/sign-out");
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                async Task LookAsync(string name)
                {
                    await tab.AssertAccessibleAsync();
                    await tab.ScreenshotAsync($"company-{name}");
                }

                var idp = await TestIdp.StartAsync(app, tab, company);
                await idp.HoldAsync($"/saml/{enforced.Slug}/sign-out");
                await tab.SeesAsync("Signing out of Initech");
                await LookAsync("sign-out");
                await idp.HoldAsync($"/saml/{company.Slug}/sign-in");
                await tab.SeesAsync("It opens by itself.");
                await LookAsync("departure");
                await tab.FollowAsync("Continue with Acme");
                await idp.AnswerAsync();
                await tab.SeesAsync("You have no account here yet");
                await LookAsync("no-account");

                idp.Email = "somebody@elsewhere.example";
                await tab.FollowAsync("Try again");
                await idp.AnswerAsync();
                await tab.SeesAsync("This sign-in didn't work");
                await LookAsync("refused");

                // An account of that address was there before.
                idp.Email = person.Email;
                await tab.FollowAsync("Try again");
                await idp.AnswerAsync();
                await tab.SeesAsync("Is this account yours?");
                await LookAsync("connect");
                await tab.TypeAsync("Password of this account", "wrong");
                await tab.PressAsync("Connect");
                await tab.SeesAsync("That is not right.");
                await LookAsync("connect-refused");
                await tab.TypeAsync("Password of this account", person.Password);
                await tab.PressAsync("Connect");
                Assert.EndsWith("/account", tab.Page.Url, StringComparison.Ordinal);

                await company.ChangeAsync(provider => provider.DisabledAt = app.Clock.GetUtcNow());
                await tab.GoAsync($"/saml/{company.Slug}/sign-in");
                await LookAsync("disabled");
                await tab.GoAsync("/forgot-password");
                await tab.TypeAsync("Email", enforced.Address());
                await tab.PressAsync("Send me a link");
                await tab.SeesAsync("You need no password here");
                await LookAsync("no-password");
            },
            look,
            signedIn: leaving);
    }
}
