using System.Net;
using AccountPortal.Data;
using AccountPortal.Saml;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Saml;

/// <summary>A company's sign-in from the link to the session, and every way to come in that is none.</summary>
public class CompanySignInTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Somebody_new_gets_an_account_and_is_known_again_by_the_companys_name_for_them()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await browser.GoAsync($"/saml/{company.Slug}/sign-in?returnUrl=%2Faccount%2Fsessions");
        Assert.StartsWith("0;url=" + company.SignInUrl, browser.Page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content"), StringComparison.Ordinal);
        var asked = company.Asked(browser);
        Assert.NotNull(asked.Signature);
        await company.PostAsync(browser, asked);
        Assert.Equal("/account/sessions", browser.Path);
        var first = await browser.AccountIdAsync();

        // The address may change hands; the name does not.
        var again = app.NewBrowser();
        await company.SignInAsync(again, change: xml => xml.Replace("<saml:AttributeValue xsi:type=\"xs:string\">ada@", "<saml:AttributeValue xsi:type=\"xs:string\">countess@", StringComparison.Ordinal));
        Assert.Equal("/account", again.Path);
        Assert.Equal(first, await again.AccountIdAsync());
        var session = await app.Db(db => db.Sessions.Where(row => row.SamlProviderId == company.Id).OrderBy(row => row.CreatedAt).FirstAsync());
        Assert.Equal((company.Address(), "_s1"), (session.SamlNameId, session.SamlSessionIndex));
        Assert.Equal(["saml"], session.AuthMethods);
    }

    [Fact]
    public async Task An_answer_counts_once_and_in_the_browser_that_asked()
    {
        var company = await TestCompany.StartAsync(app);
        var (browser, thief) = (app.NewBrowser(), app.NewBrowser());
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        var asked = company.Asked(browser);
        var xml = company.Signed(asked.Id);

        await company.PostAsync(thief, xml, asked.RelayState);
        Assert.Equal(HttpStatusCode.Forbidden, thief.Status);
        Assert.Equal(nameof(SamlRefusal.InResponseToWrong), await company.LastRefusalAsync());

        var copies = Enumerable.Range(0, 6).Select(_ => browser.Copy()).ToList();
        await Task.WhenAll(copies.Select(copy => company.PostAsync(copy, xml, asked.RelayState)));
        Assert.Equal(1, copies.Count(copy => copy.Path == "/account"));
        Assert.Equal(5, copies.Count(copy => copy.Status == HttpStatusCode.Forbidden));
        Assert.Equal(1, await app.Db(db => db.Sessions.CountAsync(row => row.SamlProviderId == company.Id)));
        Assert.Equal(1, await app.Db(db => db.SamlIdentities.CountAsync(row => row.ProviderId == company.Id)));
    }

    [Fact]
    public async Task ASVS_6_8_3_The_same_assertion_opens_no_second_session_whatever_request_it_comes_with()
    {
        var company = await TestCompany.StartAsync(app);
        company.FixedId = "again";
        var (first, second) = (app.NewBrowser(), app.NewBrowser());
        await company.SignInAsync(first);
        Assert.True(await first.IsSignedInAsync());
        await company.SignInAsync(second);
        Assert.False(await second.IsSignedInAsync());
    }

    [Theory]
    [InlineData("ada@elsewhere.example", nameof(SamlRefusal.DomainForeign))]
    [InlineData("ada@sub.{0}", nameof(SamlRefusal.DomainForeign))]
    [InlineData("ada@{0}.evil.example", nameof(SamlRefusal.DomainForeign))]
    [InlineData("ada", nameof(SamlRefusal.EmailMissing))]
    [InlineData("a@b@{0}", nameof(SamlRefusal.EmailMissing))]
    public async Task A_company_speaks_for_its_verified_domains_alone(string email, string refusal)
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await company.SignInAsync(browser, email.Replace("{0}", company.Domain, StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Forbidden, refusal), (browser.Status, await company.LastRefusalAsync()));
        Assert.False(await app.Db(db => db.SamlIdentities.AnyAsync(row => row.ProviderId == company.Id)));

        // Also for those that it has signed in before.
        await company.SignInAsync(browser);
        Assert.True(await browser.IsSignedInAsync());
        await app.Db(db => db.SamlDomains.Where(row => row.ProviderId == company.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.VerifiedAt, (DateTimeOffset?)null)));
        var later = app.NewBrowser();
        await company.SignInAsync(later);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.DomainForeign)), (later.Status, await company.LastRefusalAsync()));
    }

    [Fact]
    public async Task What_is_refused_is_told_to_the_person_by_a_number_and_to_the_log_without_names()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await company.SignInAsync(browser, changeSigned: xml => xml.Replace(company.Address(), company.Address("ceo"), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        var row = await app.Db(db => db.RefusedMessages.SingleAsync(refused => refused.ProviderId == company.Id));
        Assert.Equal(nameof(SamlRefusal.SignatureInvalid), row.Reason);
        Assert.Equal(row.CorrelationId, browser.Page.QuerySelector("code")!.TextContent);
        Assert.DoesNotContain("SignatureInvalid", browser.Text, StringComparison.Ordinal);
        Assert.Contains("saml:NameID", row.Message!, StringComparison.Ordinal);
        Assert.DoesNotContain("ceo@", row.Message! + row.Expected + row.Got, StringComparison.Ordinal);

        // A forged one does not use the request up: the right one still counts.
        await company.SignInAsync(browser);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_signed_answer_uses_its_request_up_whatever_else_is_wrong_with_it()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        var asked = company.Asked(browser);
        var before = browser.Copy();
        await company.PostAsync(browser, asked, "ada@elsewhere.example");
        Assert.Equal(nameof(SamlRefusal.DomainForeign), await company.LastRefusalAsync());
        await company.PostAsync(before, asked);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.InResponseToWrong)), (before.Status, await company.LastRefusalAsync()));
    }

    [Fact]
    public async Task Our_own_second_factor_is_asked_for_only_where_the_provider_is_set_so()
    {
        var company = await TestCompany.StartAsync(app);
        var first = app.NewBrowser();
        await company.SignInAsync(first);
        var id = await first.AccountIdAsync();
        await app.Db(db => db.Users.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, true)));
        var plain = app.NewBrowser();
        await company.SignInAsync(plain);
        Assert.True(await plain.IsSignedInAsync());
        await company.ChangeAsync(provider => provider.AsksSecondFactor = true);
        var asked = app.NewBrowser();
        await company.SignInAsync(asked);
        Assert.Equal("/sign-in/two-factor", asked.Path);
        Assert.False(await asked.IsSignedInAsync());
    }

    [Fact]
    public async Task The_way_back_is_the_requests_own_and_never_what_the_wire_says()
    {
        var company = await TestCompany.StartAsync(app);
        foreach (var (returnUrl, relayState, lands) in new[] { ("https://evil.example/", null, "/account"), ("//evil.example", null, "/account"), ("/account/sessions", "https://evil.example/", "/account"), ("/account/sessions", (string?)null, "/account/sessions") })
        {
            var browser = app.NewBrowser();
            await browser.GoAsync($"/saml/{company.Slug}/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
            var asked = company.Asked(browser);
            await company.PostAsync(browser, asked with { RelayState = relayState ?? asked.RelayState });
            Assert.Equal(lands, browser.Path);
        }
    }

    [Fact]
    public async Task No_message_at_all_is_a_bad_request_and_another_method_is_none()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await TestCompany.CrossSiteAsync(browser, () => browser.PostFormAsync(company.AcsPath, new { RelayState = "x" }));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        await browser.GoAsync(company.AcsPath);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, browser.Status);
        await TestCompany.CrossSiteAsync(browser, () => browser.PostFormAsync("/saml/nobody/acs", new { SAMLResponse = "x" }));
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        await TestCompany.CrossSiteAsync(browser, () => browser.PostFormAsync(company.AcsPath, new { SAMLResponse = "x" }));
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }

    [Fact]
    public async Task ASVS_7_6_2_Nobody_is_signed_in_by_an_answer_that_nobody_asked_for()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        var xml = company.Signed(null);
        await company.PostAsync(browser, xml, null);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.InResponseToWrong)), (browser.Status, await company.LastRefusalAsync()));

        // Allowed, it starts a sign-in of ours, once.
        await company.ChangeAsync(provider => provider.AllowsUnsolicited = true);
        await company.PostAsync(browser, xml, "https://evil.example/");
        Assert.Equal($"/saml/{company.Slug}/sign-in", browser.Path);
        Assert.False(await browser.IsSignedInAsync());
        await company.PostAsync(browser, xml, null);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.Replayed)), (browser.Status, await company.LastRefusalAsync()));
    }

    [Fact]
    public async Task A_disabled_provider_is_refused_everything_at_once()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        var asked = company.Asked(browser);
        await company.ChangeAsync(provider => provider.DisabledAt = app.Clock.GetUtcNow());
        await company.PostAsync(browser, asked);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.ProviderDisabled)), (browser.Status, await company.LastRefusalAsync()));
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);

        // Also what was right and is not acted on yet.
        await company.ChangeAsync(provider => provider.DisabledAt = null);
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        browser.FollowsRedirects = false;
        await company.PostAsync(browser, company.Asked(browser));
        Assert.Equal(HttpStatusCode.SeeOther, browser.Status);
        await company.ChangeAsync(provider => provider.DisabledAt = app.Clock.GetUtcNow());
        await browser.GoAsync($"/saml/{company.Slug}/finish");
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_format_of_names_that_is_asked_for_is_demanded()
    {
        var company = await TestCompany.StartAsync(app, provider => provider.NameIdFormat = NameIdFormats.Persistent);
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.NameIdFormatForbidden)), (browser.Status, await company.LastRefusalAsync()));
        await company.SignInAsync(browser, change: xml => xml.Replace(NameIdFormats.EmailAddress, NameIdFormats.Persistent, StringComparison.Ordinal));
        Assert.True(await browser.IsSignedInAsync());

        // "Unspecified" leaves it to the company.
        await company.ChangeAsync(provider => provider.NameIdFormat = NameIdFormats.Unspecified);
        var other = app.NewBrowser();
        await company.SignInAsync(other, company.Address("bob"));
        Assert.True(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Groups_give_and_take_their_roles_and_never_that_of_administrators()
    {
        var company = await TestCompany.StartAsync(app, provider => provider.GroupRoles = new() { ["staff"] = "auditor", ["a,b"] = "Admin" });
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        var id = await browser.AccountIdAsync();
        Assert.Equal(["auditor"], await RolesAsync(id));
        var later = app.NewBrowser();
        await company.SignInAsync(later, change: xml => xml.Replace(">staff<", ">none<", StringComparison.Ordinal));
        Assert.Empty(await RolesAsync(id));
        Assert.False(await browser.IsSignedInAsync());
        Assert.True(await later.IsSignedInAsync());
    }

    [Fact]
    public async Task ASVS_7_6_1_A_session_ends_with_the_companys_own()
    {
        await using var own = await PortalApp.StartAsync();
        var company = await TestCompany.StartAsync(own);
        var browser = own.NewBrowser();
        await company.SignInAsync(browser, change: xml => xml.Replace("SessionNotOnOrAfter=\"" + TestCompany.At(own.Clock.GetUtcNow().AddHours(8)), "SessionNotOnOrAfter=\"" + TestCompany.At(own.Clock.GetUtcNow().AddMinutes(20)), StringComparison.Ordinal));
        own.Clock.Advance(TimeSpan.FromMinutes(19));
        Assert.True(await browser.IsSignedInAsync());
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await browser.IsSignedInAsync());

        // Or with the provider's own limit.
        await company.ChangeAsync(provider => provider.MaxSessionAge = TimeSpan.FromMinutes(10));
        await company.SignInAsync(browser);
        own.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.True(await browser.IsSignedInAsync());
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_test_goes_the_way_of_every_sign_in_and_creates_nothing()
    {
        var company = await TestCompany.StartAsync(app, provider => provider.EnabledAt = null);
        var browser = app.NewBrowser();
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);

        foreach (var isRight in new[] { false, true })
        {
            await company.PostAsync(browser, await TestRequestAsync(company, browser), isRight ? company.Address() : "ada@elsewhere.example");
            // Its report is for administrators.
            Assert.Contains($"/admin/saml-providers/{company.Slug}/test", browser.Redirects[0], StringComparison.Ordinal);
            Assert.Equal(isRight ? 1 : null, await app.Db(db => db.SamlProviders.Where(row => row.Id == company.Id).Select(row => row.TestedVersion).SingleAsync()));
        }

        await browser.GoAsync($"/saml/{company.Slug}/finish");
        Assert.False(await browser.IsSignedInAsync());
        Assert.False(await app.Db(db => db.SamlIdentities.AnyAsync(row => row.ProviderId == company.Id)));
    }

    [Fact]
    public async Task The_post_binding_goes_on_from_a_page_whose_policy_names_that_provider_alone()
    {
        var company = await TestCompany.StartAsync(app, provider => provider.SignInBinding = SamlBinding.Post);
        var browser = app.NewBrowser();
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        var form = browser.Page.QuerySelector("form[method=post]")!;
        Assert.Equal(company.SignInUrl, form.GetAttribute("action"));
        Assert.NotNull(form.QuerySelector("[name=SAMLRequest]"));
        Assert.Null(form.QuerySelector("[name=csrf]"));
        Assert.Contains($"form-action 'self' https://idp.{company.Domain};", browser.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    // As the administrators' pages ask for it: the request of that browser's, for a test.
    private async Task<AskedOf> TestRequestAsync(TestCompany company, Browser browser)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var provider = await scope.ServiceProvider.GetRequiredService<PortalDbContext>().SamlProviders.SingleAsync(row => row.Id == company.Id);
        var departure = await scope.ServiceProvider.GetRequiredService<SamlRequests>().StartAsync(context, provider, SamlPurpose.Test, null, null, CancellationToken.None);
        browser.Cookies.Take([.. context.Response.Headers.SetCookie.OfType<string>()]);
        return TestCompany.Asked(departure.Url);
    }

    private Task<string[]> RolesAsync(Guid id) => app.Db(db =>
        db.UserRoles.Where(link => link.UserId == id).Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!).ToArrayAsync());
}
