using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Web;
using AccountPortal.Saml.Providers;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml;

/// <summary>A company with an identity provider of its own, configured in the portal: it answers what the portal's pages send there.</summary>
internal sealed class TestCompany
{
    private static int count;
    private readonly PortalApp app;

    private TestCompany(PortalApp app, string slug) => (this.app, Slug) = (app, slug);

    public string Slug { get; }

    public Guid Id { get; private set; }

    public string Domain => $"{Slug}.example";

    public string EntityId => $"https://idp.{Domain}/saml";

    public string SignInUrl => $"https://idp.{Domain}/sso?tenant=1";

    public string LogoutUrl => $"https://idp.{Domain}/slo";

    /// <summary>The part of identifiers that would be another each time: a provider that reuses them.</summary>
    public string? FixedId { get; set; }

    public string AcsPath => $"/saml/{Slug}/acs";

    public string AcsUrl => new Uri(app.Origin, AcsPath).AbsoluteUri;

    public static async Task<TestCompany> StartAsync(PortalApp app, Action<SamlProvider>? settings = null, bool verified = true, bool enforced = false)
    {
        var company = new TestCompany(app, $"acme{Interlocked.Increment(ref count)}");
        var now = app.Clock.GetUtcNow();
        var provider = new SamlProvider
        {
            Id = Guid.CreateVersion7(), Slug = company.Slug, Name = $"Acme {company.Slug}", EntityId = company.EntityId, SignInUrl = company.SignInUrl,
            CreatedAt = now, EnabledAt = now, Mapping = new() { Email = "email", Groups = "groups" },
        };
        settings?.Invoke(provider);
        company.Id = provider.Id;
        await app.Db(db =>
        {
            db.Add(provider);
            db.Add(SamlCertificate.Of(provider.Id, Keys.Provider.Trusted(), now));
            db.Add(new SamlDomain
            {
                Id = Guid.CreateVersion7(), ProviderId = provider.Id, Domain = company.Domain, Token = "t", CreatedAt = now, VerifiedAt = verified ? now : null, EnforcedAt = enforced ? now : null,
            });
            return db.SaveChangesAsync();
        });
        return company;
    }

    public string Address(string name = "ada") => $"{name}@{Domain}";

    /// <summary>The sign-in from its beginning to its end in that browser.</summary>
    public async Task SignInAsync(Browser browser, string? email = null, Func<string, string>? change = null, Func<string, string>? changeSigned = null, string? returnUrl = null)
    {
        await browser.GoAsync($"/saml/{Slug}/sign-in{(returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}")}");
        await PostAsync(browser, Asked(browser), email, change, changeSigned);
    }

    /// <summary>What the page sends to the provider by the Redirect binding.</summary>
    public AskedOf Asked(Browser browser) => Asked(browser.Page.Links.OfType<IHtmlAnchorElement>().Select(link => link.GetAttribute("href")!).Single(href => href.StartsWith(SignInUrl, StringComparison.Ordinal)));

    public static AskedOf Asked(string link)
    {
        var query = HttpUtility.ParseQueryString(new Uri(link).Query);
        using var inflated = new StreamReader(new DeflateStream(new MemoryStream(Convert.FromBase64String(query["SAMLRequest"]!)), CompressionMode.Decompress), Encoding.UTF8);
        var xml = inflated.ReadToEnd();
        return new(xml.Between("ID=\"", "\" ")[4..^2], query["RelayState"]!, xml, query["Signature"]);
    }

    /// <summary>Posts an answer as the provider's page does: from another site.</summary>
    public Task PostAsync(Browser browser, AskedOf asked, string? email = null, Func<string, string>? change = null, Func<string, string>? changeSigned = null) =>
        PostAsync(browser, Signed(asked.Id, email, change, changeSigned), asked.RelayState);

    public async Task PostAsync(Browser browser, string xml, string? relayState)
    {
        Dictionary<string, string> form = new() { ["SAMLResponse"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(xml)) };
        if (relayState is not null)
        {
            form["RelayState"] = relayState;
        }

        await CrossSiteAsync(browser, () => browser.PostFormAsync(AcsPath, form));
    }

    public static async Task CrossSiteAsync(Browser browser, Func<Task> work)
    {
        (browser.Headers["Sec-Fetch-Site"], browser.Headers["Origin"]) = ("cross-site", "https://idp.example");
        await work();
        browser.Headers.Remove("Sec-Fetch-Site");
        browser.Headers.Remove("Origin");
    }

    /// <summary>An answer, signed in its assertion. Its identifiers are its own.</summary>
    public string Signed(string? requestId, string? email = null, Func<string, string>? change = null, Func<string, string>? changeSigned = null)
    {
        var (now, own) = (app.Clock.GetUtcNow(), FixedId ?? Guid.CreateVersion7().ToString("N"));
        // The one address begins with the other, and a portal in production may have the very name of the answer's.
        var xml = Answer.Response.Replace(Answer.AcsUrl, "(acs)", StringComparison.Ordinal)
            .Replace(Answer.PortalId, new Uri(app.Origin, $"/saml/{Slug}/metadata").AbsoluteUri, StringComparison.Ordinal)
            .Replace("(acs)", new Uri(app.Origin, AcsPath).AbsoluteUri, StringComparison.Ordinal)
            .Replace(Answer.EntityId, EntityId, StringComparison.Ordinal)
            .Replace(Answer.Person, email ?? Address(), StringComparison.Ordinal)
            .Replace("2026-05-04T10:00:00.151Z", At(now), StringComparison.Ordinal)
            .Replace("2026-05-04T10:00:00Z", At(now), StringComparison.Ordinal)
            .Replace("2026-05-04T10:05:00Z", At(now.AddMinutes(5)), StringComparison.Ordinal)
            .Replace("2026-05-04T11:00:00Z", At(now.AddHours(1)), StringComparison.Ordinal)
            .Replace("2026-05-04T09:59:58Z", At(now.AddSeconds(-2)), StringComparison.Ordinal)
            .Replace("2026-05-04T18:00:00Z", At(now.AddHours(8)), StringComparison.Ordinal)
            .Replace("\"_a1\"", $"\"_a{own}\"", StringComparison.Ordinal)
            .Replace("\"_r1\"", $"\"_r{own}\"", StringComparison.Ordinal);
        xml = requestId is null
            ? xml.Replace($" InResponseTo=\"{Answer.RequestId}\"", "", StringComparison.Ordinal)
            : xml.Replace(Answer.RequestId, requestId, StringComparison.Ordinal);
        xml = Signer.Sign(change?.Invoke(xml) ?? xml, $"_a{own}");
        return changeSigned?.Invoke(xml) ?? xml;
    }

    /// <summary>Why the last message was refused.</summary>
    public Task<string> LastRefusalAsync() => app.Db(db => db.RefusedMessages.Where(row => row.ProviderId == Id).OrderByDescending(row => row.Id).Select(row => row.Reason).FirstAsync());

    public async Task ChangeAsync(Action<SamlProvider> change) => await app.Db(async db =>
    {
        change(await db.SamlProviders.SingleAsync(row => row.Id == Id));
        await db.SaveChangesAsync();
    });

    public static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A request as the provider gets it.</summary>
internal sealed record AskedOf(string Id, string RelayState, string Xml, string? Signature);
