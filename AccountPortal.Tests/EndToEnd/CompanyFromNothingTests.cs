using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Saml.Operation;
using AccountPortal.Tests.Saml.Peer;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>A company's sign-in from nothing to its people coming and going, as an administrator and they do it, with an identity provider that is not ours.</summary>
public class CompanyFromNothingTests
{
    private const string Root = "/admin/saml-providers/acme";

    [Fact]
    public async Task An_administrator_sets_it_up_and_its_people_come_and_go()
    {
        await using var dns = TestDns.Start();
        await using var company = await CompanyPeer.StartAsync();
        await using var app = await PortalApp.StartAsync(dns.Settings);
        var administrator = await app.NewAdministratorAsync();
        var enrolled = await app.EnrolAsync(administrator, await app.SignInAsync(administrator));
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await SetUpAsync(tab, company, dns);
                await EnableAsync(tab, company);
                await Chromium.VisitAsync(app, person => ComeAsync(person, company, "ada@acme.example"));
                await EnforceAsync(tab, administrator.Id);
            },
            signedIn: await app.SignInAsync(enrolled));

        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await ComeAsync(tab, company, "bob@acme.example");
                await LeaveAsync(tab);
                // Signed out there as well: it asks who comes.
                await ComeAsync(tab, company, "bob@acme.example");
                await LeaveFromThereAsync(tab, company);
            });
        Assert.Equal(["ada@acme.example", "bob@acme.example"], await app.Db(db => db.SamlIdentities.Select(row => row.Email).Order().ToListAsync()));
    }

    private static async Task SetUpAsync(Tab tab, CompanyPeer company, TestDns dns)
    {
        await tab.GoAsync("/admin/saml-providers");
        await LookAsync(tab, "company-none");
        await tab.GoAsync("/admin/saml-providers/new");
        await tab.Page.GetByLabel("Another product").CheckAsync();
        await tab.TypeAsync("Company", "Acme");
        await tab.TypeAsync("In our addresses", "acme");
        await LookAsync(tab, "company-new");
        await tab.PressAsync("Go on");
        await LookAsync(tab, "company-ours");
        await company.TrustAsync(await ValueAsync("our-entity-id"), await ValueAsync("our-acs"), await ValueAsync("our-logout"), await ValueAsync("our-certificate"));
        await tab.FollowAsync("Tell us their side");
        await tab.TypeAsync("From their address (best: it is read again each day)", company.MetadataUrl);
        await tab.PressAsync("Show me what it says");
        await LookAsync(tab, "company-preview");
        await tab.PressAsync("Save this as their side");
        await tab.FollowAsync("Add a domain");
        await tab.TypeAsync("Domain", "acme.example");
        await tab.PressAsync("Add");
        await LookAsync(tab, "company-domain");
        var proof = tab.Page.Locator("textarea[id$=-value]");
        dns.Records[await tab.Page.Locator("textarea[id$=-name]").InputValueAsync()] = [await proof.InputValueAsync()];
        await tab.PressAsync("Check now for acme.example");
        await tab.SeesAsync("Proven");

        Task<string> ValueAsync(string id) => tab.Page.Locator($"#{id}").InputValueAsync();
    }

    private static async Task EnableAsync(Tab tab, CompanyPeer company)
    {
        await TestAsync(tab, company);
        // It has another name for the address than we expect.
        await tab.SeesAsync("Failed");
        await LookAsync(tab, "company-test-failed");
        await tab.GoAsync($"{Root}/mapping");
        foreach (var (attribute, use) in new[] { ("mail", "Email"), ("displayName", "Whole name") })
        {
            await LeaveAsync(tab, tab.Page.GetByLabel($"Use {attribute} as").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = use, Exact = true }));
        }

        await LookAsync(tab, "company-mapping");
        await tab.PressAsync("Save");
        await TestAsync(tab, company);
        await tab.SeesAsync("Passed");
        await LookAsync(tab, "company-test-passed");
        await tab.GoAsync($"{Root}/settings");
        await tab.Page.GetByLabel("Sign out at the company, too").CheckAsync();
        await LookAsync(tab, "company-settings");
        await tab.PressAsync("Save settings");
        await tab.GoAsync($"{Root}/enable");
        await tab.TypeAsync("Reason", "The contract starts");
        await tab.PressAsync("Enable");
        await tab.SeesAsync("It is enabled");
        await LookAsync(tab, "company-enabled");
    }

    private static async Task EnforceAsync(Tab tab, Guid administrator)
    {
        await tab.GoAsync($"/admin/emergency-accounts/{administrator}/appoint");
        await tab.TypeAsync("Reason", "The way back in");
        await tab.Page.Locator("main form button").First.ClickAsync();
        await tab.SeesAsync("is kept for emergencies now");
        await LookAsync(tab, "company-emergency");
        await tab.GoAsync($"{Root}/enforcement");
        await LookAsync(tab, "company-enforcement");
        await tab.FollowAsync("Require it … for acme.example");
        await tab.TypeAsync("Reason", "The contract says so");
        await LookAsync(tab, "company-require");
        await tab.PressAsync("Require it");
        await tab.SeesAsync("It is the only way in from now on.");
    }

    private static async Task TestAsync(Tab tab, CompanyPeer company)
    {
        await tab.GoAsync($"{Root}/test");
        await tab.Page.Locator($"form[action='{Root}/test'] button").ClickAsync();
        await EnterAsync(tab, company, "ada@acme.example", isNew: null);
        await tab.ArrivesAsync($"**{Root}/test");
    }

    /// <summary>From the sign-in page to the account, by way of the company.</summary>
    private static async Task ComeAsync(Tab tab, CompanyPeer company, string address)
    {
        await tab.GoAsync("/sign-in");
        await tab.TypeAsync("Email", address);
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Continue", Exact = true }).ClickAsync();
        await EnterAsync(tab, company, address, isNew: true);
        await tab.ArrivesAsync("**/account");
        await tab.SeesAsync(address);
        await LookAsync(tab, "company-arrived");
    }

    // Our page goes on by itself.
    private static async Task EnterAsync(Tab tab, CompanyPeer company, string address, bool? isNew)
    {
        var form = tab.Page.GetByLabel("User");
        var back = tab.Page.Locator("main .trail, #result");
        await tab.ArrivesAsync(isNew is null ? [company.Address.AbsoluteUri + "**", "**/test"] : [company.Address.AbsoluteUri + "**"]);
        if (isNew == true || await form.Or(back).First.EvaluateAsync<bool>("element => element.matches('input')"))
        {
            await form.FillAsync(address);
            await tab.Page.GetByLabel("Groups").FillAsync("staff,makers");
            await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Enter" }).ClickAsync();
        }
    }

    private static async Task LeaveAsync(Tab tab)
    {
        await tab.GoAsync("/account");
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign out", Exact = true }).ClickAsync();
        // To the company and back, by its answer.
        await tab.ArrivesAsync("**/sign-in*");
        await LookAsync(tab, "company-left");
    }

    private static async Task LeaveFromThereAsync(Tab tab, CompanyPeer company)
    {
        await tab.Page.GotoAsync(new Uri(company.Address, "/logout").AbsoluteUri);
        await tab.GoAsync("/account");
        await tab.ArrivesAsync("**/sign-in*");
        await LookAsync(tab, "company-left-there");
    }

    private static async Task LeaveAsync(Tab tab, ILocator link)
    {
        await tab.Page.EvaluateAsync("document.documentElement.setAttribute('data-left', '')");
        await link.ClickAsync();
        await tab.Page.Locator("html:not([data-left])").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
    }

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }
}
