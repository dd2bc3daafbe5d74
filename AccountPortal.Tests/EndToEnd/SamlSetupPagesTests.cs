using AccountPortal.Saml.Providers;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Saml;
using AccountPortal.Tests.Saml.Setup;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>Setting a company's sign-in up in the real browser, and each of its pages in all looks.</summary>
public class SamlSetupPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Root = "/admin/saml-providers";
    private static readonly string[] Pages = ["", "/new", "/walked", "/walked/metadata", "/walked/certificates", "/walked/settings"];

    [Fact]
    public async Task The_pages_of_setting_up_lead_through_and_are_accessible()
    {
        var administrator = await app.NewAdministratorAsync();
        await Chromium.VisitAsync(app, WalkAsync, signedIn: await app.SignInAsync(administrator));
        // As a company's pages are after a while: a next certificate, a next key of ours, a change that waits, a reading that failed.
        var now = app.Clock.GetUtcNow();
        await app.Db(async db =>
        {
            var provider = await db.SamlProviders.SingleAsync(row => row.Slug == "walked");
            db.Add(SamlCertificate.Of(provider.Id, Keys.Attacker.Trusted(), now));
            db.Add(SamlCertificate.Of(provider.Id, Keys.Of("ended", years: -1).Trusted(), now));
            (provider.PendingMetadata, provider.MetadataUrl) = (CompanyMetadata.Of("https://idp.walked.example/saml", "https://idp.elsewhere.example/sso", [Keys.Portal]), "https://idp.walked.example/metadata");
            (provider.MetadataProblem, provider.AllowsUnsolicited) = ("The address answered 503, not with metadata.", true);
            await db.SaveChangesAsync();
            await db.SamlCertificates.Where(row => row.ProviderId == provider.Id && row.Thumbprint == Keys.Provider.Trusted().Thumbprint).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now));
        });
        foreach (var look in Looks.All)
        {
            await Chromium.VisitAsync(
                app,
                async tab =>
                {
                    foreach (var page in Pages)
                    {
                        Assert.Equal(200, (await tab.GoAsync(Root + page)).Status);
                        // What is folded away has to be right, too.
                        await tab.Page.EvaluateAsync("document.querySelectorAll('main details').forEach(folded => folded.open = true)");
                        await LookAsync(tab, "saml-setup" + page.Replace('/', '-'));
                    }
                },
                look,
                signedIn: await app.SignInAsync(administrator));
        }
    }

    private static async Task WalkAsync(Tab tab)
    {
        await tab.GoAsync(Root);
        await tab.GoAsync(Root + "/new");
        await tab.Page.GetByLabel("Keycloak").CheckAsync();
        await tab.TypeAsync("Company", "Walked Ltd");
        await tab.TypeAsync("In our addresses", "walked");
        await tab.PressAsync("Go on");
        await LookAsync(tab, "saml-setup-draft");
        await tab.FollowAsync("Tell us their side");
        await tab.Page.GetByLabel("From a file").SetInputFilesAsync(new FilePayload { Name = "metadata.xml", MimeType = "text/xml", Buffer = System.Text.Encoding.UTF8.GetBytes(CompanyMetadata.Of("walked", Keys.Provider)) });
        await tab.PressAsync("Show me what it says");
        await LookAsync(tab, "saml-setup-preview");
        await tab.PressAsync("Save this as their side");
        await tab.SeesAsync("https://idp.walked.example/sso");
        await tab.GoAsync(Root + "/walked/certificates");
        await tab.PressAsync("Make the next key");
        await tab.SeesAsync("Next key");
        await tab.FollowAsync("Remove … CN=provider");
        await LookAsync(tab, "saml-setup-remove");
    }

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }
}
