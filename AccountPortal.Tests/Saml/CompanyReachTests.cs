using System.Net;
using AccountPortal.Saml.Providers;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml;

/// <summary>How far a company's word reaches: its own domains' accounts, as long as they are its own; never administration; no further than what was proven when.</summary>
public class CompanyReachTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task It_opens_no_account_whose_address_is_of_a_domain_that_it_has_lost_whatever_address_it_names()
    {
        var company = await TestCompany.StartAsync(app);
        var (kept, lost) = (company.Domain, $"shared.{company.Slug}.example");
        await AddDomainAsync(company.Id, lost);
        var ada = app.NewBrowser();
        await ComeAsync(ada, $"ada@{lost}");
        Assert.True(await ada.IsSignedInAsync(), $"{ada.Path} {ada.Status} {(ada.Status == HttpStatusCode.Forbidden ? await company.LastRefusalAsync() : "")}");

        await app.Db(db => db.SamlDomains.Where(row => row.Domain == lost).ExecuteDeleteAsync());
        var other = await TestCompany.StartAsync(app);
        await AddDomainAsync(other.Id, lost);
        var thief = app.NewBrowser();
        await ComeAsync(thief, $"x@{kept}");
        Assert.Equal(HttpStatusCode.Forbidden, thief.Status);
        Assert.False(await thief.IsSignedInAsync());

        // One lasting name for the person, whatever the address.
        Task ComeAsync(Browser browser, string address) => company.SignInAsync(
            browser, address, xml => xml.Change($">{address}</saml:NameID>", ">person-1</saml:NameID>"));
    }

    [Fact]
    public async Task Whoever_became_an_administrator_is_not_opened_by_it_any_more_and_a_session_of_it_administers_nothing()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        Assert.True(await browser.IsSignedInAsync());
        // By hand, so that no session ends.
        await app.SqlAsync<Guid>(
            """
            with role as (insert into roles (id, name, normalized_name, concurrency_stamp) values (gen_random_uuid(), 'admin', 'ADMIN', 'x') on conflict (normalized_name) do update set name = 'admin' returning id)
            insert into user_roles (user_id, role_id) select users.id, role.id from users, role where email = $1 returning user_id
            """,
            company.Address());
        await browser.GoAsync("/admin");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);

        var next = app.NewBrowser();
        await company.SignInAsync(next);
        Assert.Equal(HttpStatusCode.Forbidden, next.Status);
        Assert.False(await next.IsSignedInAsync());
    }

    [Fact]
    public async Task It_makes_no_account_for_an_address_that_the_settings_make_an_administrator()
    {
        await using var other = await PortalApp.StartAsync(new() { ["Admin:Emails"] = "root@admins.example" });
        var company = await TestCompany.StartAsync(other);
        await other.Db(async db =>
        {
            db.Add(new SamlDomain { Id = Guid.CreateVersion7(), ProviderId = company.Id, Domain = "admins.example", Token = "t", CreatedAt = other.Clock.GetUtcNow(), VerifiedAt = other.Clock.GetUtcNow() });
            await db.SaveChangesAsync();
        });
        var browser = other.NewBrowser();
        await company.SignInAsync(browser, "root@admins.example");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.Equal(0, await other.Db(db => db.Users.CountAsync()));
    }

    [Fact]
    public async Task What_was_proven_to_it_this_morning_confirms_nothing_now()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        var morning = TestCompany.At(app.Clock.GetUtcNow().AddHours(-3));
        await company.SignInAsync(browser, change: xml => xml.Replace(xml.Between("AuthnInstant=\"", "\" "), $"AuthnInstant=\"{morning}\" ", StringComparison.Ordinal));
        Assert.True(await browser.IsSignedInAsync());
        var refused = await browser.PostJsonAsync("/me/sessions/revoke-all");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        await company.SignInAsync(browser);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/me/sessions/revoke-all")).Status);
    }

    [Fact]
    public async Task A_domain_that_was_taken_away_since_the_answer_makes_no_account_and_erases_none()
    {
        var company = await TestCompany.StartAsync(app);
        var unproven = await app.NewPersonAsync(verified: false, email: company.Address());
        var browser = app.NewBrowser();
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        browser.FollowsRedirects = false;
        await company.PostAsync(browser, company.Asked(browser));
        await app.Db(db => db.SamlDomains.Where(row => row.ProviderId == company.Id).ExecuteDeleteAsync());
        await browser.GoAsync($"/saml/{company.Slug}/finish");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.True(await app.Db(db => db.Users.AnyAsync(row => row.Id == unproven.Id)));
        Assert.False(await app.Db(db => db.SamlIdentities.AnyAsync(row => row.ProviderId == company.Id)));
    }

    [Fact]
    public async Task Taking_a_domain_away_ends_the_sessions_of_its_accounts_whatever_address_was_named_last()
    {
        var company = await TestCompany.StartAsync(app);
        var lost = $"shared.{company.Slug}.example";
        await AddDomainAsync(company.Id, lost);
        var ada = app.NewBrowser();
        foreach (var address in new[] { $"ada@{lost}", $"x@{company.Domain}" })
        {
            await company.SignInAsync(ada, address, xml => xml.Change($">{address}</saml:NameID>", ">person-1</saml:NameID>"));
            Assert.True(await ada.IsSignedInAsync());
        }

        var id = await app.Db(db => db.SamlDomains.Where(row => row.Domain == lost).Select(row => row.Id).SingleAsync());
        await (await app.SignInAdministratorAsync()).ActAsync($"/admin/saml-providers/{company.Slug}/domains/{id}/remove", new { reason = "It was sold" });
        Assert.False(await app.Db(db => db.SamlDomains.AnyAsync(row => row.Id == id)));
        Assert.False(await ada.IsSignedInAsync());
    }

    [Fact]
    public async Task A_domain_that_was_taken_away_since_the_answer_connects_nothing()
    {
        var company = await TestCompany.StartAsync(app);
        var person = await app.NewPersonAsync(email: company.Address());
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        await app.Db(db => db.SamlDomains.Where(row => row.ProviderId == company.Id).ExecuteDeleteAsync());
        await browser.SubmitAsync("Connect", new { password = person.Password });
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.False(await app.Db(db => db.SamlIdentities.AnyAsync(row => row.ProviderId == company.Id)));
    }

    private async Task AddDomainAsync(Guid providerId, string domain) => await app.Db(async db =>
    {
        db.Add(new SamlDomain { Id = Guid.CreateVersion7(), ProviderId = providerId, Domain = domain, Token = "t", CreatedAt = app.Clock.GetUtcNow(), VerifiedAt = app.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
    });
}
