using System.Net;
using AccountPortal.Saml;
using AccountPortal.Tests.StepUp;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml;

/// <summary>Whoever came through a company confirms there: anew, as the same person, for the session that asked.</summary>
public class CompanyStepUpTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Asks = "/step-up?returnUrl=%2Faccount%2Factivity";

    [Fact]
    public async Task A_new_proof_at_the_company_confirms_the_session_and_rotates_its_key()
    {
        var (company, browser) = await SignedInAsync();
        var key = browser.SessionCookie;
        var asked = await AskAsync(company, browser);
        Assert.Contains("ForceAuthn=\"true\"", asked.Xml, StringComparison.Ordinal);
        await company.PostAsync(browser, asked);
        Assert.Equal("/account/activity", browser.Path);
        Assert.NotEqual(key, browser.SessionCookie);
        var row = await app.Db(db => db.Sessions.SingleAsync(session => session.SamlProviderId == company.Id));
        Assert.True(row.SteppedUpAt > app.Clock.GetUtcNow().AddMinutes(-1));
    }

    [Fact]
    public async Task ASVS_6_8_4_A_provider_that_asks_nobody_anew_confirms_nothing()
    {
        var (company, browser) = await SignedInAsync();
        var asked = await AskAsync(company, browser);
        var old = TestCompany.At(app.Clock.GetUtcNow().AddMinutes(-5));
        await company.PostAsync(browser, asked, change: xml => xml.Replace(xml.Between("AuthnInstant=\"", "\" "), $"AuthnInstant=\"{old}\" ", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.AuthenticationTooOld)), (browser.Status, await company.LastRefusalAsync()));
        Assert.Contains("ask you to sign in again", browser.Text, StringComparison.Ordinal);
        await NotConfirmedAsync(company);
    }

    [Fact]
    public async Task Another_person_or_another_session_confirms_nothing()
    {
        var (company, browser) = await SignedInAsync();
        await company.PostAsync(browser, await AskAsync(company, browser), company.Address("grace"));
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.AnotherPerson)), (browser.Status, await company.LastRefusalAsync()));
        await NotConfirmedAsync(company);

        // What a sign-in brought is no confirmation, and what a confirmation brought is no sign-in.
        var asked = await AskAsync(company, browser);
        browser.FollowsRedirects = false;
        await company.PostAsync(browser, asked);
        var thief = browser.Copy();
        thief.SessionCookie = (await app.SignInAsync(await app.NewPersonAsync())).SessionCookie;
        await thief.GoAsync("/step-up/company/finish");
        await thief.GoAsync($"/saml/{company.Slug}/finish");
        await NotConfirmedAsync(company);
        Assert.Equal(1, await app.Db(db => db.Sessions.CountAsync(session => session.SamlProviderId == company.Id)));
    }

    [Fact]
    public async Task A_password_session_is_not_offered_it()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync(Asks);
        Assert.Empty(browser.Page.QuerySelectorAll("form[action='/step-up/company']"));
    }

    private async Task<(TestCompany Company, Browser Browser)> SignedInAsync()
    {
        var company = await TestCompany.StartAsync(app);
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        var owner = await app.Db(db => db.SamlIdentities.Where(row => row.ProviderId == company.Id).Select(row => row.UserId).SingleAsync());
        await app.AgeAsync(owner);
        return (company, browser);
    }

    private static async Task<AskedOf> AskAsync(TestCompany company, Browser browser)
    {
        await browser.GoAsync(Asks);
        await browser.SubmitAsync("/step-up/company");
        return company.Asked(browser);
    }

    private async Task NotConfirmedAsync(TestCompany company)
    {
        var row = await app.Db(db => db.Sessions.SingleAsync(session => session.SamlProviderId == company.Id));
        Assert.True(row.SteppedUpAt < app.Clock.GetUtcNow().AddMinutes(-5));
    }
}
