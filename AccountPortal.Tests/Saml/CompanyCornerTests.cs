using System.Net;
using AccountPortal.Activity;
using AccountPortal.Saml;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml;

/// <summary>A company's sign-in where it meets the portal's own rules: the limit of sessions, wrong proofs, too many tries, requests that are over.</summary>
public class CompanyCornerTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task At_the_limit_of_sessions_the_person_picks_and_comes_in_with_what_the_company_said()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "1", ["Sessions:AtLimit"] = "Ask" });
        var company = await TestCompany.StartAsync(own);
        var (first, second) = (own.NewBrowser(), own.NewBrowser());
        await company.SignInAsync(first);
        Assert.True(await first.IsSignedInAsync());
        await company.SignInAsync(second, returnUrl: "/account/activity");
        Assert.Equal("/sign-in/limit", second.Path);
        var waiting = second.Copy();
        await second.SubmitAsync("/sign-in/limit", new { endSessionId = await own.Db(db => db.Sessions.Select(row => row.Id).SingleAsync()) });
        Assert.Equal("/account/activity", second.Path);
        Assert.False(await first.IsSignedInAsync());
        var session = await own.Db(db => db.Sessions.SingleAsync());
        Assert.Equal((company.Id, company.Address(), "_s1", true), (session.SamlProviderId!.Value, session.SamlNameId, session.SamlSessionIndex, session.EndsAt < own.Clock.GetUtcNow().AddHours(9)));

        // What waited opens one session, whoever has a copy of it.
        await waiting.GoAsync("/sign-in/limit");
        await waiting.SubmitAsync("/sign-in/limit", new { endSessionId = session.Id });
        Assert.False(await waiting.IsSignedInAsync());
        Assert.True(await second.IsSignedInAsync());
    }

    [Fact]
    public async Task At_the_limit_a_provider_that_was_disabled_meanwhile_opens_nothing()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:MaxPerUser"] = "1", ["Sessions:AtLimit"] = "Ask" });
        var company = await TestCompany.StartAsync(own);
        var (first, second) = (own.NewBrowser(), own.NewBrowser());
        await company.SignInAsync(first);
        await company.SignInAsync(second);
        Assert.Equal("/sign-in/limit", second.Path);
        await own.With((ProviderState state) => state.DisableAsync(company.Id, null, CancellationToken.None));
        await second.SubmitAsync("/sign-in/limit");
        Assert.Equal("/sign-in", second.Path);
        Assert.False(await second.IsSignedInAsync());
    }

    [Fact]
    public async Task Connecting_wants_the_password_and_the_code_and_both_right()
    {
        var company = await TestCompany.StartAsync(app);
        var enrolled = await app.NewEnrolledAsync();
        await app.Db(db => db.Users.Where(row => row.Id == enrolled.Person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Email, company.Address()).SetProperty(row => row.NormalizedEmail, company.Address().ToUpperInvariant())));
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        var code = enrolled.App.NextCode();
        var password = enrolled.Person.Password;
        foreach (var (triedPassword, triedCode) in new[] { ("a wrong password", code), (password, "000000"), (password, ""), ("", code) })
        {
            await browser.SubmitAsync("Connect", new { password = triedPassword, code = triedCode });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Contains("That is not right", browser.Text, StringComparison.Ordinal);
        }

        Assert.False(await app.Db(db => db.SamlIdentities.AnyAsync(row => row.ProviderId == company.Id)));
        // A wrong password used no code up.
        await browser.SubmitAsync("Connect", new { password, code });
        Assert.True(await browser.IsSignedInAsync());
        Assert.Contains(await app.Mail.ToAsync(company.Address()), letter => letter.Subject.Contains("now opens your", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guessing_at_the_connection_is_slowed_and_an_account_that_changed_is_not_connected()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var company = await TestCompany.StartAsync(own);
        var person = await own.NewPersonAsync(email: company.Address());
        var browser = own.NewBrowser();
        await company.SignInAsync(browser);
        var page = browser.Copy();
        for (var i = 0; i < 10; i++)
        {
            await browser.SubmitAsync("Connect", new { password = $"a wrong password {i}" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        }

        await browser.SubmitAsync("Connect", new { password = person.Password });
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
        Assert.NotNull(browser.Response.Headers.RetryAfter);
        Assert.False(await own.Db(db => db.SamlIdentities.AnyAsync(row => row.ProviderId == company.Id)));

        await own.Db(db => db.Throttles.ExecuteDeleteAsync());
        await own.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsBreakGlass, true)));
        await page.GoAsync($"/saml/{company.Slug}/finish");
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.AccountForbidden)), (page.Status, await company.LastRefusalAsync()));
    }

    [Fact]
    public async Task Too_many_tries_are_429_on_each_of_the_ways()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var (company, other) = (await TestCompany.StartAsync(own), await TestCompany.StartAsync(own));
        var browser = own.NewBrowser();
        async Task<HttpStatusCode[]> AllAsync(TestCompany at)
        {
            List<HttpStatusCode> answers = [];
            foreach (var path in new[] { "sign-in", "finish", "logout?SAMLRequest=x", "metadata" })
            {
                await browser.GoAsync($"/saml/{at.Slug}/{path}");
                answers.Add(browser.Status);
            }

            await at.PostAsync(browser, "<x/>", null);
            return [.. answers, browser.Status];
        }

        Assert.DoesNotContain(HttpStatusCode.TooManyRequests, await AllAsync(company));
        await company.PostAsync(own.NewBrowser(), "<x/>", null);
        await own.Db(db => db.Throttles.ExecuteUpdateAsync(set => set.SetProperty(row => row.FreeAt, row => row.FreeAt.AddDays(1))));
        Assert.All(await AllAsync(company), status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        Assert.NotNull(browser.Response.Headers.RetryAfter);
        // Other clients: what strangers have used up of the company is theirs, and locks nobody out who comes back from there.
        var (stranger, person, elsewhere) = (own.NewBrowser(), own.NewBrowser(), own.NewBrowser());
        (stranger.Address, person.Address, elsewhere.Address) = ("198.51.100.7", "198.51.100.8", "198.51.100.9");
        await company.PostAsync(stranger, "<x/>", null);
        Assert.Equal(HttpStatusCode.TooManyRequests, stranger.Status);
        await TestCompany.CrossSiteAsync(stranger, () => stranger.PostFormAsync(company.AcsPath, new Dictionary<string, string> { ["junk"] = "x" }));
        Assert.Equal(HttpStatusCode.TooManyRequests, stranger.Status);
        // Nor does a request to another company make somebody awaited here, or a cookie of one's own making.
        await elsewhere.GoAsync($"/saml/{other.Slug}/sign-in");
        await company.PostAsync(elsewhere, "<x/>", null);
        Assert.Equal(HttpStatusCode.TooManyRequests, elsewhere.Status);
        await company.SignInAsync(person);
        Assert.True(await person.IsSignedInAsync());
        await company.PostAsync(person, "<x/>", null);
        Assert.Equal(HttpStatusCode.TooManyRequests, person.Status);
    }

    [Fact]
    public async Task Of_what_strangers_send_so_much_is_written_down_and_no_more()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var company = await TestCompany.StartAsync(own);
        var stranger = own.NewBrowser();
        for (var i = 0; i < 32; i++)
        {
            await company.PostAsync(stranger, "<x/>", null);
            Assert.Equal(HttpStatusCode.Forbidden, stranger.Status);
            Assert.Matches("^[0-9A-F]{12}$", stranger.Page.QuerySelector("code")!.TextContent);
        }

        Assert.Equal(30, await own.Db(db => db.RefusedMessages.CountAsync()));
        Assert.Equal(30, await own.Db(db => db.SecurityEvents.CountAsync(row => row.Outcome == EventOutcome.Refused)));
        // Somebody's own failed sign-in is written down all the same.
        var person = own.NewBrowser();
        await company.SignInAsync(person, "ada@elsewhere.example");
        Assert.True(await own.Db(db => db.RefusedMessages.AnyAsync(row => row.Reason == nameof(SamlRefusal.DomainForeign))));
    }

    [Fact]
    public async Task A_request_is_answered_within_ten_minutes_and_an_answer_acted_on_within_five()
    {
        await using var own = await PortalApp.StartAsync();
        own.Clock.Stop();
        var company = await TestCompany.StartAsync(own);
        foreach (var (late, isRight) in new[] { (TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1), true), (TimeSpan.FromMinutes(10), false) })
        {
            var browser = own.NewBrowser();
            await browser.GoAsync($"/saml/{company.Slug}/sign-in");
            var (asked, cookies) = (company.Asked(browser), browser.Cookies.Names.Select(name => (Name: name, Value: browser.Cookies[name])).ToList());
            own.Clock.Advance(late);
            // A browser that keeps its cookies for longer than it was told.
            cookies.ForEach(cookie => browser.Cookies[cookie.Name] = cookie.Value);
            await company.PostAsync(browser, asked);
            Assert.Equal(isRight, await browser.IsSignedInAsync());
        }

        Assert.Equal(nameof(SamlRefusal.InResponseToWrong), await company.LastRefusalAsync());
        foreach (var (late, isRight) in new[] { (SamlAnswers.Lifetime - TimeSpan.FromSeconds(1), true), (SamlAnswers.Lifetime, false) })
        {
            var browser = own.NewBrowser();
            await browser.GoAsync($"/saml/{company.Slug}/sign-in");
            browser.FollowsRedirects = false;
            await company.PostAsync(browser, company.Asked(browser));
            var cookies = browser.Cookies.Names.Select(name => (Name: name, Value: browser.Cookies[name])).ToList();
            own.Clock.Advance(late);
            cookies.ForEach(cookie => browser.Cookies[cookie.Name] = cookie.Value);
            await browser.GoAsync($"/saml/{company.Slug}/finish");
            Assert.Equal(isRight, await browser.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task A_replay_says_so_to_the_log_and_gives_the_person_a_number()
    {
        var company = await TestCompany.StartAsync(app);
        company.FixedId = "replayed";
        var (first, second) = (app.NewBrowser(), app.NewBrowser());
        await company.SignInAsync(first);
        Assert.True(await first.IsSignedInAsync());
        await company.SignInAsync(second);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.Replayed)), (second.Status, await company.LastRefusalAsync()));
        Assert.Equal(await app.Db(db => db.RefusedMessages.Where(row => row.ProviderId == company.Id).Select(row => row.CorrelationId).SingleAsync()), second.Page.QuerySelector("code")!.TextContent);
    }

    [Theory]
    [InlineData(nameof(SamlRefusal.AccountMissing))]
    [InlineData(nameof(SamlRefusal.GroupMissing))]
    [InlineData(nameof(SamlRefusal.AccountForbidden))]
    public async Task Who_may_not_come_in_gets_a_number_and_the_log_the_reason(string reason)
    {
        var company = await TestCompany.StartAsync(app, provider =>
            (provider.CreatesAccounts, provider.RequiredGroup) = (reason != nameof(SamlRefusal.AccountMissing), reason == nameof(SamlRefusal.GroupMissing) ? "board" : null));
        if (reason == nameof(SamlRefusal.AccountForbidden))
        {
            var person = await app.NewPersonAsync(email: company.Address());
            await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, app.Clock.GetUtcNow())));
        }

        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        Assert.Equal((HttpStatusCode.Forbidden, reason), (browser.Status, await company.LastRefusalAsync()));
        Assert.Matches("^[0-9A-F]{12}$", browser.Page.QuerySelector("code")!.TextContent);
    }

    [Fact]
    public async Task ASVS_6_8_1_Two_companies_may_have_the_same_entity_id_and_the_same_name_for_somebody()
    {
        var (company, other) = (await TestCompany.StartAsync(app), await TestCompany.StartAsync(app));
        await other.ChangeAsync(provider => provider.EntityId = company.EntityId);
        var (browser, stranger) = (app.NewBrowser(), app.NewBrowser());
        await company.SignInAsync(browser, company.Address());
        await other.SignInAsync(stranger, other.Address(), xml => xml.Replace(other.EntityId, company.EntityId, StringComparison.Ordinal)
            .Replace($"emailAddress\">{other.Address()}<", $"emailAddress\">{company.Address()}<", StringComparison.Ordinal));
        Assert.True(await browser.IsSignedInAsync());
        Assert.True(await stranger.IsSignedInAsync());
        var people = await app.Db(db => db.SamlIdentities.Where(row => row.ProviderId == company.Id || row.ProviderId == other.Id).ToListAsync());
        Assert.Equal(2, people.Select(row => row.UserId).Distinct().Count());
        Assert.Single(people.Select(row => row.Key).Distinct());

        // What the one was asked the other does not answer, nor at the other's address.
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        var asked = company.Asked(browser);
        var answer = other.Signed(asked.Id, company.Address(), xml => xml.Replace(other.EntityId, company.EntityId, StringComparison.Ordinal));
        await company.PostAsync(browser, answer, asked.RelayState);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.DestinationWrong)), (browser.Status, await company.LastRefusalAsync()));
        await other.PostAsync(browser, answer, asked.RelayState);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.InResponseToWrong)), (browser.Status, await other.LastRefusalAsync()));
    }

    [Fact]
    public async Task A_company_without_a_certificate_lets_nobody_in()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        Assert.True(await browser.IsSignedInAsync());
        await app.Db(db => db.SamlCertificates.Where(row => row.ProviderId == company.Id).ExecuteDeleteAsync());
        var later = app.NewBrowser();
        await company.SignInAsync(later);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.NoTrustedCertificate)), (later.Status, await company.LastRefusalAsync()));
    }

    [Fact]
    public async Task What_strangers_write_is_shown_as_text()
    {
        var company = await TestCompany.StartAsync(app, provider => provider.Mapping = provider.Mapping with { DisplayName = "name" });
        var browser = app.NewBrowser();
        const string Script = "&lt;script&gt;alert(1)&lt;/script&gt;";
        await company.SignInAsync(browser, change: xml => xml
            .Replace("<saml:Attribute Name=\"email\">", $"<saml:Attribute Name=\"name\"><saml:AttributeValue>{Script}</saml:AttributeValue></saml:Attribute><saml:Attribute Name=\"email\">", StringComparison.Ordinal));
        Assert.True(await browser.IsSignedInAsync());
        await browser.GoAsync("/account/profile");
        Assert.DoesNotContain("<script>alert", browser.Text, StringComparison.Ordinal);
        Assert.Equal("<script>alert(1)</script>", await app.Db(db => db.Users.Where(row => row.Email == company.Address()).Select(row => row.DisplayName).SingleAsync()));

        // A failure's message goes nowhere but to administrators.
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        var asked = company.Asked(browser);
        var failure = company.Signed(asked.Id).Without("<saml:Assertion", "</saml:Assertion>").Change("status:Success\" />", $"status:Responder\" /><samlp:StatusMessage>{Script}</samlp:StatusMessage>");
        await company.PostAsync(browser, failure, asked.RelayState);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.StatusNotSuccess)), (browser.Status, await company.LastRefusalAsync()));
        Assert.DoesNotContain("alert(1)", browser.Text, StringComparison.Ordinal);
    }
}
