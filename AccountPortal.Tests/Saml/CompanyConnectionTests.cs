using System.Net;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Saml;

/// <summary>Which account a company's answer opens: one of its own making, or one that was there, after its owner confirmed.</summary>
public class CompanyConnectionTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Of_many_first_sign_ins_at_once_one_makes_the_account()
    {
        var company = await TestCompany.StartAsync(app);
        var browsers = Enumerable.Range(0, 4).Select(_ => app.NewBrowser()).ToList();
        await Task.WhenAll(browsers.Select(browser => company.SignInAsync(browser)));
        var ids = await Task.WhenAll(browsers.Select(browser => browser.AccountIdAsync()));
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task An_account_that_was_there_opens_only_after_its_owner_confirmed()
    {
        var company = await TestCompany.StartAsync(app);
        var person = await app.NewPersonAsync(email: company.Address());
        var browser = app.NewBrowser();
        await company.SignInAsync(browser, returnUrl: "/account/sessions");
        Assert.False(await browser.IsSignedInAsync());
        await browser.SubmitAsync("Connect", new { password = "something else entirely" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.False(await app.Db(db => db.SamlIdentities.AnyAsync(row => row.ProviderId == company.Id)));
        await browser.SubmitAsync("Connect", new { password = person.Password });
        Assert.Equal("/account/sessions", browser.Path);
        Assert.Equal(person.Id, await browser.AccountIdAsync());

        var next = app.NewBrowser();
        await company.SignInAsync(next);
        Assert.Equal(person.Id, await next.AccountIdAsync());
    }

    [Fact]
    public async Task Administrators_and_emergency_accounts_are_never_opened_by_a_company()
    {
        var company = await TestCompany.StartAsync(app);
        var person = await app.NewPersonAsync(email: company.Address("root"));
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsBreakGlass, true)));
        var browser = app.NewBrowser();
        await company.SignInAsync(browser, person.Email);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.Empty(browser.Page.QuerySelectorAll("form[action$=connect]"));
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsBreakGlass, false)));
        await app.With((AccountPortal.Admin.Administrators administrators) =>
        {
            _ = AccountPortal.Accounts.EmailAddress.TryParse(person.Email, out var email);
            return administrators.GrantAsync(email, CancellationToken.None);
        });
        await company.SignInAsync(browser, person.Email);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        await browser.PostFormAsync($"/saml/{company.Slug}/connect", new { password = person.Password });
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task After_a_change_of_the_lasting_name_the_password_connects_the_account_anew()
    {
        var company = await TestCompany.StartAsync(app);
        var person = await app.NewPersonAsync(email: company.Address());
        for (var round = 0; round < 2; round++)
        {
            var browser = app.NewBrowser();
            await company.SignInAsync(browser);
            await browser.SubmitAsync("Connect", new { password = person.Password });
            Assert.Equal(person.Id, await browser.AccountIdAsync());
            await company.ChangeAsync(provider => provider.Mapping = provider.Mapping with { AccountKey = "email" });
        }

        // The name before opens it no longer.
        Assert.Equal([$"attribute email {person.Email}"], await app.Db(db => db.SamlIdentities.Where(row => row.UserId == person.Id).Select(row => row.Key).ToArrayAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_has_no_password_confirms_by_a_mailed_link_in_the_browser_that_asked(bool isMadeAnew)
    {
        var company = await TestCompany.StartAsync(app, enforced: true);
        var first = app.NewBrowser();
        await company.SignInAsync(first);
        var id = await first.AccountIdAsync();
        if (isMadeAnew)
        {
            await app.Db(db => db.SamlIdentities.Where(row => row.UserId == id).ExecuteDeleteAsync());
        }
        else
        {
            await company.ChangeAsync(provider => provider.Mapping = provider.Mapping with { AccountKey = "email" });
        }

        var (browser, other) = (app.NewBrowser(), app.NewBrowser());
        await company.SignInAsync(browser, returnUrl: "/account/sessions");
        await browser.SubmitAsync("Send me a link");
        var link = await app.Mail.LastLinkAsync(company.Address(), $"/saml/{company.Slug}/connect/mail");
        await other.GoAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, other.Status);
        await browser.GoAsync(link);
        var again = browser.Copy();
        await browser.SubmitAsync("Connect");
        Assert.Equal("/account/sessions", browser.Path);
        Assert.Equal(id, await browser.AccountIdAsync());
        Assert.Equal(1, await app.Db(db => db.SamlIdentities.CountAsync(row => row.UserId == id && row.ProviderId == company.Id)));
        Assert.True(await app.Db(db => db.EmailTokens.AnyAsync(row => row.UserId == id && row.Purpose == "connect-company" && row.UsedAt != null)));
        await again.GoAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, again.Status);
    }

    [Theory]
    [InlineData("passed on")]
    [InlineData("factor")]
    [InlineData("emergency")]
    [InlineData("administrator")]
    [InlineData("unasked")]
    public async Task A_mail_connects_no_account_that_has_more_than_its_address_nor_one_whose_address_passed_on(string why)
    {
        var company = await TestCompany.StartAsync(app);
        await company.SignInAsync(app.NewBrowser());
        var id = await app.Db(db => db.SamlIdentities.Where(row => row.ProviderId == company.Id).Select(row => row.UserId).SingleAsync());
        var isOther = why == "passed on";
        if (!isOther)
        {
            await app.Db(db => db.SamlIdentities.Where(row => row.UserId == id).ExecuteDeleteAsync());
        }

        var browser = app.NewBrowser();
        if (why != "unasked")
        {
            await SpoilAsync();
        }

        await company.SignInAsync(browser, change: xml => isOther ? xml.Replace($">{company.Address()}</saml:NameID>", ">ada2</saml:NameID>", StringComparison.Ordinal) : xml);
        if (why == "unasked")
        {
            // Set up between the mail and the button.
            await browser.SubmitAsync("Send me a link");
            await browser.GoAsync(await app.Mail.LastLinkAsync(company.Address(), $"/saml/{company.Slug}/connect/mail"));
            await app.Db(db => db.Users.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, "some")));
            await browser.SubmitAsync("Connect");
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }
        else
        {
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
            await browser.PostFormAsync($"/saml/{company.Slug}/connect/mail", new { });
            Assert.False(await app.Db(db => db.EmailTokens.AnyAsync(row => row.UserId == id)));
        }

        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(isOther ? 1 : 0, await app.Db(db => db.SamlIdentities.CountAsync(row => row.UserId == id)));

        Task SpoilAsync() => why switch
        {
            "factor" => app.Db(db => db.Users.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, true))),
            "emergency" => app.Db(db => db.Users.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsBreakGlass, true))),
            "administrator" => app.GrantAsync(company.Address()),
            _ => Task.CompletedTask,
        };
    }

    [Fact]
    public async Task An_account_that_nobody_proved_gives_way_to_whom_the_company_vouches_for()
    {
        var company = await TestCompany.StartAsync(app);
        var squatter = await app.NewPersonAsync(verified: false, email: company.Address());
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        Assert.NotEqual(squatter.Id, await browser.AccountIdAsync());
        Assert.False(await app.Db(db => db.Users.AnyAsync(row => row.Id == squatter.Id)));
    }

    [Fact]
    public async Task Without_just_in_time_accounts_or_outside_of_the_group_a_friendly_page_says_whom_to_ask()
    {
        var company = await TestCompany.StartAsync(app, provider => (provider.CreatesAccounts, provider.Contact) = (false, "Grace, desk 7"));
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.Contains("Grace, desk 7", browser.Text, StringComparison.Ordinal);
        await company.ChangeAsync(provider => (provider.CreatesAccounts, provider.RequiredGroup) = (true, "board"));
        await company.SignInAsync(browser);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        await company.ChangeAsync(provider => provider.RequiredGroup = "staff");
        await company.SignInAsync(browser);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Whoever_is_signed_in_as_another_is_asked_first()
    {
        var company = await TestCompany.StartAsync(app);
        var other = await app.NewPersonAsync();
        var browser = await app.SignInAsync(other);
        await company.SignInAsync(browser);
        Assert.Equal(other.Id, await browser.AccountIdAsync());
        await browser.SubmitAsync($"/saml/{company.Slug}/finish");
        Assert.NotEqual(other.Id, await browser.AccountIdAsync());
    }
}
