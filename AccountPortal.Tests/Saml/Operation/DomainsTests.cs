using System.Net;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Providers;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Saml.Operation;

/// <summary>A company's domains: proven by the DNS, one company each, looked for again each day.</summary>
public class DomainsTests(OperationPortal portal) : IClassFixture<OperationPortal>
{
    private readonly PortalApp app = portal.App;

    [Fact]
    public async Task A_domain_is_proven_by_its_record_and_by_nothing_else()
    {
        var (company, browser) = (await TestCompany.StartAsync(app, verified: false), await app.SignInAdministratorAsync());
        var page = company.Root() + "/domains";
        await AddAsync(browser, company, " @Sub.BÜCHER-one.example. ");
        Assert.Equal("sub.xn--bcher-one-q9a.example is added. Now put the record into its DNS.", browser.Notice());
        var domain = await app.Db(db => db.SamlDomains.SingleAsync(row => row.ProviderId == company.Id && row.Domain == "sub.xn--bcher-one-q9a.example"));
        var record = $"_accountportal-challenge.{domain.Domain}";
        Assert.Equal([record, domain.Token], [.. browser.Page.QuerySelectorAll($"#d{domain.Id:N}-name, #d{domain.Id:N}-value").Select(field => field.TextContent)]);
        Assert.True(domain.Token.Length >= 32);

        // Nothing; the parent's; another domain's token; a longer text that holds it.
        await CheckAsync(browser, page, domain.Id);
        Assert.StartsWith("There is no record", browser.Notice(), StringComparison.Ordinal);
        portal.Dns.Records["_accountportal-challenge.xn--bcher-one-q9a.example"] = [domain.Token];
        await CheckAsync(browser, page, domain.Id);
        Assert.StartsWith("There is no record", browser.Notice(), StringComparison.Ordinal);
        foreach (var wrong in new[] { (await app.Db(db => db.SamlDomains.FirstAsync(row => row.ProviderId == company.Id && row.Id != domain.Id))).Token, domain.Token + "x", $"token={domain.Token}", domain.Token.ToUpperInvariant(), "" })
        {
            portal.Dns.Records[record] = [wrong];
            await CheckAsync(browser, page, domain.Id);
            Assert.Contains($"says \"{wrong}\", which is not the proof", browser.Notice(), StringComparison.Ordinal);
        }

        Assert.Null((await DomainAsync(domain.Id)).VerifiedAt);
        portal.Dns.Records[record] = ["v=spf1 -all", domain.Token];
        await CheckAsync(browser, page, domain.Id);
        Assert.Equal($"{domain.Domain} is proven.", browser.Notice());
        Assert.NotNull((await DomainAsync(domain.Id)).VerifiedAt);
        Assert.Equal(1, await EventsAsync("provider-domain-proven", domain.Domain));
    }

    [Theory]
    [InlineData("gmail.com")]
    [InlineData("Outlook.COM")]
    [InlineData("proton.me")]
    [InlineData("yahoo.co.uk")]
    [InlineData("gmx.net.")]
    [InlineData("com")]
    [InlineData("192.0.2.1")]
    [InlineData("https://acme.example")]
    [InlineData("*.acme.example")]
    [InlineData("a b.example")]
    [InlineData("evil.example@acme.example")]
    [InlineData("")]
    public async Task What_is_no_companys_domain_is_refused(string domain)
    {
        var (company, browser) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        await AddAsync(browser, company, domain);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(1, await app.Db(db => db.SamlDomains.CountAsync(row => row.ProviderId == company.Id)));
        var provider = await app.ProviderAsync(company);
        Assert.True((await app.With((ProviderDomains domains) => domains.VouchAsync(provider, domain, default))).Outcome is DomainOutcome.PublicMail or DomainOutcome.NoDomain);
    }

    [Fact]
    public async Task A_domain_is_one_companys()
    {
        var (first, second, browser) = (await TestCompany.StartAsync(app), await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        await AddAsync(browser, second, first.Domain);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains($"{first.Domain} is Acme {first.Slug}'s, by its proof.", browser.Words(), StringComparison.Ordinal);
        var provider = await app.ProviderAsync(second);
        Assert.Equal(DomainOutcome.Taken, (await app.With((ProviderDomains domains) => domains.VouchAsync(provider, first.Domain, default))).Outcome);
    }

    [Fact]
    public async Task Of_companies_that_prove_a_domain_at_once_one_has_it()
    {
        var companies = new List<(Guid Provider, Guid Domain)>();
        for (var i = 0; i < 4; i++)
        {
            var company = await TestCompany.StartAsync(app, verified: false);
            companies.Add((company.Id, await NewDomainAsync(company, "raced.example")));
        }

        portal.Dns.Records[DomainProof.RecordOf("raced.example")] = await app.Db(db => db.SamlDomains.Where(row => row.Domain == "raced.example").Select(row => row.Token).ToArrayAsync());
        var results = await Race.RunAsync(4, number => app.With((DomainCheck check) => check.RunAsync(null, companies[number].Provider, companies[number].Domain, default)));
        Assert.Equal([DomainOutcome.Done, DomainOutcome.Taken, DomainOutcome.Taken, DomainOutcome.Taken], results.Select(result => result.Outcome).Order());
        Assert.Equal(1, await app.Db(db => db.SamlDomains.CountAsync(row => row.Domain == "raced.example" && row.VerifiedAt != null)));
    }

    [Fact]
    public async Task A_proof_that_is_gone_is_told_once_and_takes_nothing_away()
    {
        await using var dns = TestDns.Start();
        await using var own = await PortalApp.StartAsync(new(dns.Settings) { ["Saml:Interval"] = "01:00:00" }, services: Mail.Posts.WithoutDispatcher);
        own.Clock.Stop();
        var (company, administrator) = (await TestCompany.StartAsync(own), await own.NewAdministratorAsync());
        var record = DomainProof.RecordOf(company.Domain);
        Assert.False(await own.With((DomainCheck check) => check.RunNextAsync(default)));
        dns.Records[record] = ["t"];
        own.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await own.With((DomainCheck check) => check.RunNextAsync(default)));
        Assert.Null((await own.DomainAsync(company)).LostAt);

        // Silence says nothing.
        own.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.False(await own.With((DomainCheck check) => check.RunNextAsync(default)));
        own.Clock.Advance(TimeSpan.FromSeconds(1));
        dns.Script = question => [TestDns.Error(question, 2)];
        Assert.True(await own.With((DomainCheck check) => check.RunNextAsync(default)));
        Assert.Null((await own.DomainAsync(company)).LostAt);

        // Nodes that look at once: one of them does.
        (dns.Script, dns.Records[record]) = (null, ["another"]);
        own.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Single(await Race.RunAsync(4, _ => own.With((DomainCheck check) => check.RunNextAsync(default))), claimed => claimed);
        own.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await own.With((DomainCheck check) => check.RunNextAsync(default)));
        var domain = await own.DomainAsync(company);
        Assert.NotNull(domain.VerifiedAt);
        Assert.Equal(own.Clock.GetUtcNow() - TimeSpan.FromDays(1), domain.LostAt);
        Assert.Equal($"The proof for {company.Domain} is gone", Assert.Single(await own.Mail.ToAsync(administrator.Email)).Subject);
        var person = own.NewBrowser();
        await company.SignInAsync(person);
        Assert.True(await person.IsSignedInAsync());

        dns.Records[record] = ["t"];
        own.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await own.With((DomainCheck check) => check.RunNextAsync(default)));
        Assert.Null((await own.DomainAsync(company)).LostAt);
    }

    [Fact]
    public async Task A_domain_that_is_taken_away_takes_its_peoples_sessions_along_and_no_others()
    {
        var (company, browser) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        var other = await app.Db(async db =>
        {
            var row = new SamlDomain { Id = Guid.CreateVersion7(), ProviderId = company.Id, Domain = "other." + company.Domain, Token = "o", CreatedAt = app.Clock.GetUtcNow(), VerifiedAt = app.Clock.GetUtcNow() };
            db.Add(row);
            await db.SaveChangesAsync();
            return row;
        });
        var (one, two) = (app.NewBrowser(), app.NewBrowser());
        await company.SignInAsync(one);
        await company.SignInAsync(two, $"bob@{other.Domain}");
        var id = await app.Db(db => db.SamlDomains.Where(row => row.ProviderId == company.Id && row.Id != other.Id).Select(row => row.Id).SingleAsync());
        await browser.GoAsync($"{company.Root()}/domains/{id}/remove");
        Assert.Contains("1 person came in that way, and 1 session of theirs ends now", browser.Words(), StringComparison.Ordinal);
        await browser.SubmitAsync("Take the domain away", new { reason = "it was sold" });
        Assert.False(await one.IsSignedInAsync());
        Assert.True(await two.IsSignedInAsync());
        await company.SignInAsync(app.NewBrowser());
        Assert.Equal("DomainForeign", await company.LastRefusalAsync());
    }

    [Fact]
    public async Task An_operators_word_counts_at_once_and_is_written_down()
    {
        var company = await TestCompany.StartAsync(app, verified: false);
        var (provider, domain) = (await app.ProviderAsync(company), await app.DomainAsync(company));
        Assert.Equal(DomainOutcome.Done, (await app.With((ProviderDomains domains) => domains.VouchAsync(provider, company.Domain, default))).Outcome);
        var vouched = await app.DomainAsync(company);
        Assert.True(vouched is { WasVouchedFor: true, VerifiedAt: not null } && vouched.Id != domain.Id);
        Assert.Equal(1, await EventsAsync("provider-domain-vouched", company.Domain));
        Assert.Equal(DomainOutcome.Unchanged, (await app.With((ProviderDomains domains) => domains.VouchAsync(provider, company.Domain, default))).Outcome);
        var browser = await app.SignInAdministratorAsync();
        await browser.GoAsync(company.Root() + "/domains");
        Assert.Contains("An operator said by a command", browser.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASVS_8_4_1_Nobody_but_administrators_comes_near_and_no_company_touches_anothers_domain()
    {
        var (company, other) = (await TestCompany.StartAsync(app), await TestCompany.StartAsync(app));
        var person = await app.SignInAsync(await app.NewPersonAsync());
        foreach (var page in new[] { "domains", "test", "mapping", "enforcement", "refusals", "enable", "disable", "delete" })
        {
            await person.GoAsync($"{company.Root()}/{page}");
            Assert.Equal(HttpStatusCode.Forbidden, person.Status);
        }

        var browser = await app.SignInAdministratorAsync();
        var foreign = await app.DomainAsync(other);
        await browser.GoAsync($"{company.Root()}/domains/{foreign.Id}/remove");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        await browser.GoAsync($"{company.Root()}/enforcement/{foreign.Id}/require");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    private static async Task AddAsync(Browser browser, TestCompany company, string domain)
    {
        await browser.GoAsync(company.Root() + "/domains");
        await browser.SubmitAsync("Add", new { domain });
    }

    private static async Task CheckAsync(Browser browser, string page, Guid id)
    {
        await browser.GoAsync(page);
        await browser.SubmitAsync($"{page}/{id}/check");
    }

    private async Task<Guid> NewDomainAsync(TestCompany company, string name)
    {
        var id = Guid.CreateVersion7();
        await app.Db(db =>
        {
            db.Add(new SamlDomain { Id = id, ProviderId = company.Id, Domain = name, Token = DomainProof.NewToken(), CreatedAt = app.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        return id;
    }

    private Task<SamlDomain> DomainAsync(Guid id) => app.Db(db => db.SamlDomains.AsNoTracking().SingleAsync(row => row.Id == id));

    private async Task<int> EventsAsync(string kind, string domain) =>
        (await app.Db(db => db.SecurityEvents.AsNoTracking().Where(row => row.Kind == kind).ToListAsync())).Count(row => row.Detail("domain") == domain);
}
