using System.Text;
using AccountPortal.Tests.Saml;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>A company's identity provider in the real browser: a site of its own, with a button that answers.</summary>
internal sealed class TestIdp
{
    private const string Refresh = "<meta http-equiv=\"refresh\"";
    private readonly Tab tab;
    private readonly TestCompany company;
    private readonly Uri acs;

    private TestIdp(Tab tab, TestCompany company, Uri acs) => (this.tab, this.company, this.acs) = (tab, company, acs);

    /// <summary>Whom it signs in.</summary>
    public string? Email { get; set; }

    private string Address => $"https://idp.{company.Domain}/**";

    public static async Task<TestIdp> StartAsync(PortalApp app, Tab tab, TestCompany company)
    {
        var idp = new TestIdp(tab, company, new Uri(app.Origin, company.AcsPath));
        await tab.Page.RouteAsync(idp.Address, idp.FulfillAsync);
        return idp;
    }

    /// <summary>Opens the page that leads here, and holds it there to be looked at.</summary>
    public async Task HoldAsync(string path)
    {
        await tab.Page.RouteAsync($"**{path}", StayAsync);
        await tab.GoAsync(path);
        await tab.Page.UnrouteAsync($"**{path}", StayAsync);
    }

    /// <summary>The person has come here and signs in.</summary>
    public async Task AnswerAsync()
    {
        await tab.ArrivesAsync(Address);
        await tab.PressAsync("Answer");
    }

    private static async Task StayAsync(IRoute route)
    {
        var answer = await route.FetchAsync();
        var page = await answer.TextAsync();
        Assert.Contains(Refresh, page, StringComparison.Ordinal);
        await route.FulfillAsync(new RouteFulfillOptions { Response = answer, Body = page.Replace(Refresh, "<meta name=\"held\"", StringComparison.Ordinal) });
    }

    private Task FulfillAsync(IRoute route)
    {
        if (route.Request.Url.StartsWith(company.LogoutUrl, StringComparison.Ordinal))
        {
            return route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = $"<!DOCTYPE html><html lang=\"en\"><title>{company.Domain}</title><p>Signed out there" });
        }

        var asked = TestCompany.Asked(route.Request.Url);
        var answer = Convert.ToBase64String(Encoding.UTF8.GetBytes(company.Signed(asked.Id, Email)));
        return route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "text/html",
            Body = $"""<!DOCTYPE html><html lang="en"><title>{company.Domain}</title><form method="post" action="{acs}"><input type="hidden" name="SAMLResponse" value="{answer}"><input type="hidden" name="RelayState" value="{asked.RelayState}"><button>Answer</button></form>""",
        });
    }
}
