using System.Net;
using AccountPortal.Saml.Operation;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml.Operation;

/// <summary>Test sign-ins: the real way, and nothing comes of it but a report; and what may be enabled after it.</summary>
public class TestSignInTests(OperationPortal portal) : IClassFixture<OperationPortal>
{
    private readonly PortalApp app = portal.App;

    [Fact]
    public async Task A_test_shows_every_check_and_creates_nothing()
    {
        var (company, browser) = (await Operating.DraftAsync(app, provider => provider.GroupRoles = new() { ["staff"] = "support" }), await app.SignInAdministratorAsync());
        await company.TestAsync(browser);
        Assert.Equal(company.Root() + "/test", browser.Path);
        Assert.Contains("Passed as it is now", browser.Words(), StringComparison.Ordinal);
        Assert.Contains($"A new account would be made for {company.Address()}.", browser.Words(), StringComparison.Ordinal);
        Assert.Contains("Roles: support.", browser.Words(), StringComparison.Ordinal);
        Assert.Contains("staff, a,b", browser.Words(), StringComparison.Ordinal);
        var checks = browser.Page.QuerySelectorAll(".checks .row").Select(row => PageForm.TextOf(row)).ToList();
        Assert.True(checks.Count > 20);
        Assert.All(checks, check => Assert.StartsWith("Passed: ", check, StringComparison.Ordinal));
        Assert.Contains(checks, check => check.StartsWith("Passed: Audience Expected", StringComparison.Ordinal) && check.Contains($"{company.Slug}/metadata; got", StringComparison.Ordinal));
        // What is kept of the message has no names.
        Assert.DoesNotContain(company.Address(), browser.Page.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Assertion", browser.Page.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);

        Assert.False(await app.Db(db => db.SamlIdentities.AnyAsync(row => row.ProviderId == company.Id)));
        Assert.False(await app.Db(db => db.Sessions.AnyAsync(row => row.SamlProviderId == company.Id)));
        Assert.False(await app.Db(db => db.Users.AnyAsync(row => row.Email == company.Address())));
        // Nor does the way of a sign-in lead on from it.
        var stranger = app.NewBrowser();
        browser.Cookies.CopyTo(stranger.Cookies);
        stranger.SessionCookie = null;
        await stranger.GoAsync($"/saml/{company.Slug}/finish");
        Assert.False(await stranger.IsSignedInAsync());
        var provider = await app.ProviderAsync(company);
        Assert.Equal(provider.Version, provider.TestedVersion);
    }

    [Fact]
    public async Task A_test_that_fails_says_at_which_check_and_with_what_and_enables_nothing()
    {
        var (company, browser) = (await Operating.DraftAsync(app), await app.SignInAdministratorAsync());
        await company.TestAsync(browser, xml => xml.Change("/metadata</saml:Audience>", "/elsewhere&lt;script&gt;</saml:Audience>"));
        Assert.Equal(company.Root() + "/test", browser.Path);
        var failed = PageForm.TextOf(browser.Page.QuerySelector("#result .notice")!);
        Assert.StartsWith("Audience The answer is meant for another application.", failed, StringComparison.Ordinal);
        Assert.Contains($"saml/{company.Slug}/metadata Got", failed, StringComparison.Ordinal);
        Assert.Contains("/elsewhere<script>", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("/elsewhere<script>", browser.Text, StringComparison.Ordinal);
        Assert.Null((await app.ProviderAsync(company)).TestedVersion);
        await RefusedAsync(browser, company, "No test sign-in has passed yet.");
    }

    [Fact]
    public async Task A_provider_is_enabled_after_a_test_of_exactly_what_it_is()
    {
        var (company, browser) = (await Operating.DraftAsync(app), await app.SignInAdministratorAsync());
        await RefusedAsync(browser, company, "No test sign-in has passed yet.");
        await company.TestAsync(browser);

        // Another mapping is another configuration.
        await browser.GoAsync(company.Root() + "/mapping");
        await browser.SubmitAsync("Save", new { email = "mail" });
        Assert.StartsWith("It is saved. Test the sign-in again", browser.Notice(), StringComparison.Ordinal);
        await RefusedAsync(browser, company, "It was changed since the last test sign-in that passed.");
        await browser.GoAsync(company.Root() + "/mapping");
        await browser.SubmitAsync("Save", new { email = "email" });
        await RefusedAsync(browser, company, "It was changed since the last test sign-in that passed.");

        // A test that was begun before the change says nothing of what is now.
        await browser.GoAsync(company.Root() + "/test");
        await browser.SubmitAsync(company.Root() + "/test");
        var asked = company.Asked(browser);
        await company.ChangeAsync(provider => provider.Version++);
        await company.PostAsync(browser, asked);
        Assert.Contains("before the provider was changed", browser.Words(), StringComparison.Ordinal);
        await RefusedAsync(browser, company, "It was changed since the last test sign-in that passed.");

        await company.TestAsync(browser);
        await browser.ActAsync(company.Root() + "/enable", new { reason = "they are ready" });
        Assert.Equal("It is enabled: people of its domains can sign in through it.", browser.Notice());
        Assert.True((await app.ProviderAsync(company)).IsEnabled);
        var person = app.NewBrowser();
        await company.SignInAsync(person);
        Assert.True(await person.IsSignedInAsync());
    }

    [Fact]
    public async Task What_else_is_missing_stands_in_the_way_too()
    {
        var browser = await app.SignInAdministratorAsync();
        var unproven = await TestCompany.StartAsync(app, provider => (provider.EnabledAt, provider.TestedVersion) = (null, 1), verified: false);
        await RefusedAsync(browser, unproven, "No domain is proven yet.");
        var bare = await Operating.DraftAsync(app, provider => provider.TestedVersion = 1);
        await app.Db(db => db.SamlCertificates.Where(row => row.ProviderId == bare.Id).ExecuteDeleteAsync());
        await RefusedAsync(browser, bare, "No certificate of the company's is stored.");
        // An operator's word stands for the test alone.
        Assert.Equal(ActivationOutcome.NotReady, (await app.With((ProviderActivation activation) => activation.EnableAsync(null, bare.Slug, [], true, default))).Outcome);
        var vouched = await Operating.DraftAsync(app);
        Assert.Equal(ActivationOutcome.Done, (await app.With((ProviderActivation activation) => activation.EnableAsync(null, vouched.Slug, [], true, default))).Outcome);
        Assert.True((await app.ProviderAsync(vouched)).WasVouchedFor);
        await browser.GoAsync(vouched.Root());
        Assert.Contains("An operator enabled it without a test sign-in.", browser.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_its_administrators_own()
    {
        var (company, browser, other) = (await Operating.DraftAsync(app), await app.SignInAdministratorAsync(), await app.SignInAdministratorAsync());
        await company.TestAsync(browser);
        await other.GoAsync(company.Root() + "/test");
        Assert.Contains("Passed as it is now", other.Words(), StringComparison.Ordinal);
        Assert.Null(other.Page.QuerySelector("#result"));
        Assert.DoesNotContain(company.Address(), other.Text, StringComparison.Ordinal);
        await other.GoAsync(company.Root() + "/mapping");
        Assert.DoesNotContain(company.Address(), other.Text, StringComparison.Ordinal);

        // Nor does it pass for somebody whose browser did not ask.
        await browser.GoAsync(company.Root() + "/test");
        await browser.SubmitAsync(company.Root() + "/test");
        await company.PostAsync(other, company.Asked(browser));
        Assert.Equal(HttpStatusCode.Forbidden, other.Status);
    }

    [Fact]
    public async Task Disabled_takes_no_test_and_a_draft_again_takes_one()
    {
        var (company, browser) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        await browser.GoAsync(company.Root() + "/test");
        await browser.SubmitAsync(company.Root() + "/test");
        var asked = company.Asked(browser);
        var second = browser.Copy();
        await second.ActAsync(company.Root() + "/disable", new { reason = "something is wrong" });
        await company.PostAsync(browser, asked);
        Assert.Equal((HttpStatusCode.Forbidden, "ProviderDisabled"), (browser.Status, await company.LastRefusalAsync()));
        await browser.GoAsync(company.Root() + "/test");
        Assert.DoesNotContain(browser.Page.Forms, form => form.GetAttribute("action") == company.Root() + "/test");

        await browser.ActAsync(company.Root() + "/reopen", new { reason = "to try it" });
        await company.PostAsync(browser, asked);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        await company.TestAsync(browser);
        Assert.Contains("Passed as it is now", browser.Words(), StringComparison.Ordinal);
        await company.SignInRefusedAsync(app.NewBrowser());
    }

    [Fact]
    public async Task Attributes_are_chosen_by_clicking_on_what_a_failed_test_brought()
    {
        var (company, browser) = (await Operating.DraftAsync(app, provider => provider.Mapping = new() { Email = "nothing" }), await app.SignInAdministratorAsync());
        await company.TestAsync(browser);
        Assert.Contains("Email address", PageForm.TextOf(browser.Page.QuerySelector("#result .notice")!), StringComparison.Ordinal);
        await browser.ClickAsync("Choose what it is used for");
        Assert.Contains("staff, a,b", browser.Words(), StringComparison.Ordinal);
        await browser.GoAsync(browser.Page.QuerySelectorAll(".uses a").First(link => link.TextContent == "Email" && link.GetAttribute("href")!.Contains("Email=email", StringComparison.Ordinal)).GetAttribute("href")!);
        await browser.GoAsync(browser.Page.QuerySelectorAll(".uses a").First(link => link.TextContent == "Groups" && link.GetAttribute("href")!.Contains("Groups=groups", StringComparison.Ordinal)).GetAttribute("href")!);
        Assert.Contains($"So read, this is {company.Address()}.", browser.Words(), StringComparison.Ordinal);
        Assert.Contains("Not saved yet", browser.Words(), StringComparison.Ordinal);
        await browser.SubmitAsync("Save");
        var provider = await app.ProviderAsync(company);
        Assert.Equal(("email", "groups"), (provider.Mapping.Email, provider.Mapping.Groups));
        await company.TestAsync(browser);
        Assert.True(ProviderTests.IsTested(await app.ProviderAsync(company)));
    }

    private static async Task RefusedAsync(Browser browser, TestCompany company, string why)
    {
        await browser.ActAsync(company.Root() + "/enable", new { reason = "they are ready" });
        Assert.Contains(why, browser.Notice(), StringComparison.Ordinal);
        Assert.Contains(why, PageForm.TextOf(browser.Page.QuerySelector(".missing")!), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector($"a[href='{company.Root()}/enable']"));
    }
}
