using System.Net;
using System.Text;
using AccountPortal.Saml.Providers;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Saml;
using AccountPortal.Tests.Saml.Operation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The pages of running a company's sign-in, walked through in the real browser: from the domain to the end.</summary>
public class ProviderOperationPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_company_is_tested_enabled_enforced_and_disabled()
    {
        var administrator = await app.NewAdministratorAsync();
        var signedIn = await app.SignInAsync(administrator);
        var emergency = await app.NewEmergencyAsync();
        foreach (var look in Looks.All)
        {
            var company = await NewCompanyAsync();
            await Chromium.VisitAsync(app, tab => WalkAsync(tab, company, emergency), look, signedIn: signedIn);
            await app.Db(db => db.SamlDomains.ExecuteUpdateAsync(set => set.SetProperty(row => row.EnforcedAt, (DateTimeOffset?)null)));
        }
    }

    private static async Task WalkAsync(Tab tab, TestCompany company, Person emergency)
    {
        var root = company.Root();
        await tab.Page.RouteAsync($"{company.SignInUrl[..company.SignInUrl.IndexOf('?')]}**", async route =>
        {
            var asked = TestCompany.Asked(route.Request.Url);
            var message = Convert.ToBase64String(Encoding.UTF8.GetBytes(company.Signed(asked.Id)));
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = $"<form method=post action='{company.AcsUrl}'><input name=SAMLResponse value='{message}'><input name=RelayState value='{asked.RelayState}'><button>Go on</button></form>" });
        });
        await SeeAsync(tab, root, "saml-overview-draft");
        await tab.GoAsync($"{root}/domains");
        await tab.TypeAsync("Domain", "gmail.com");
        await tab.PressAsync("Add");
        await tab.SeesAsync("it is no company's domain");
        await SeeAsync(tab, null, "saml-domains");
        await SeeAsync(tab, $"{root}/test", "saml-test-none");
        await SeeAsync(tab, $"{root}/mapping", "saml-mapping-none");

        await tab.GoAsync($"{root}/test");
        await tab.PressAsync("Start a test sign-in");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await tab.ArrivesAsync($"**{root}/test");
        await tab.SeesAsync("A new account would be made");
        await tab.Page.Locator("details summary").Last.ClickAsync();
        await SeeAsync(tab, null, "saml-test-passed");
        await SeeAsync(tab, $"{root}/mapping?DisplayName=email", "saml-mapping-picked");
        await tab.Page.GetByLabel("Group 1", new() { Exact = true }).FillAsync("staff");
        await tab.Page.GetByLabel("Role 1", new() { Exact = true }).FillAsync("admin");
        await tab.PressAsync("Save");
        await tab.SeesAsync("No company makes administrators");
        await SeeAsync(tab, null, "saml-mapping-refused");
        await tab.Page.GetByLabel("Role 1", new() { Exact = true }).FillAsync("support");
        await tab.PressAsync("Show what the roles would do");
        await tab.SeesAsync("Nobody's roles would change.");
        await SeeAsync(tab, null, "saml-mapping-preview");

        await SeeAsync(tab, root, "saml-overview-ready");
        await tab.FollowAsync("Enable …");
        await SeeAsync(tab, null, "saml-enable");
        await tab.TypeAsync("Reason", "they are ready");
        await tab.PressAsync("Enable");
        await SeeAsync(tab, null, "saml-overview-enabled");
        await SeeAsync(tab, $"{root}/enforcement", "saml-enforcement");
        await tab.FollowAsync($"Require it … for {company.Domain}");
        await SeeAsync(tab, null, "saml-require");
        await tab.TypeAsync("Reason", "agreed with them");
        await tab.PressAsync("Require it");
        await tab.SeesAsync("It is the only way in from now on.");
        await SeeAsync(tab, null, "saml-enforcement-required");
        await SeeAsync(tab, "/admin/emergency-accounts", "saml-emergency-accounts");
        await tab.SeesAsync(emergency.Email);
        await tab.GoAsync($"{root}/refusals");
        await tab.Page.Locator(".refusal summary").First.ClickAsync();
        await SeeAsync(tab, null, "saml-refusals");
        await tab.GoAsync($"{root}/disable");
        await SeeAsync(tab, null, "saml-disable");
        await tab.TypeAsync("Reason", "they left");
        await tab.PressAsync("Disable");
        await SeeAsync(tab, null, "saml-overview-disabled");
        await SeeAsync(tab, $"{root}/delete", "saml-delete");
    }

    private static async Task SeeAsync(Tab tab, string? path, string name)
    {
        if (path is not null)
        {
            Assert.Equal((int)HttpStatusCode.OK, (await tab.GoAsync(path)).Status);
        }

        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }

    // A draft with one domain of each kind, a certificate that ends soon, and something that was refused.
    private async Task<TestCompany> NewCompanyAsync()
    {
        var (company, now) = (await Operating.DraftAsync(app), app.Clock.GetUtcNow());
        await app.Db(db =>
        {
            db.AddRange(
                new SamlDomain { Id = Guid.CreateVersion7(), ProviderId = company.Id, Domain = $"waiting.{company.Domain}", Token = "T4n1c0mVx8pQ7sK2hJ5wZ3rY6bN9dF0g", CreatedAt = now },
                new SamlDomain { Id = Guid.CreateVersion7(), ProviderId = company.Id, Domain = $"lost.{company.Domain}", Token = "t", CreatedAt = now.AddDays(-40), VerifiedAt = now.AddDays(-40), LostAt = now.AddHours(-3), CheckedAt = now.AddHours(-3) },
                new SamlDomain { Id = Guid.CreateVersion7(), ProviderId = company.Id, Domain = $"vouched.{company.Domain}", Token = "t", CreatedAt = now, VerifiedAt = now, WasVouchedFor = true });
            return db.SaveChangesAsync();
        });
        await app.Db(db => db.SamlCertificates.Where(row => row.ProviderId == company.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.NotBefore, now.AddDays(-353)).SetProperty(row => row.NotAfter, now.AddDays(12))));
        var person = app.NewBrowser();
        await company.PostAsync(person, company.Signed(null), null);
        return company;
    }
}
