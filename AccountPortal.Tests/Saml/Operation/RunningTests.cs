using System.Net;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Providers;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml.Operation;

/// <summary>A provider that runs: how it is, what was refused, whose certificate ends; and its end.</summary>
public class RunningTests(OperationPortal portal) : IClassFixture<OperationPortal>
{
    private readonly PortalApp app = portal.App;

    [Fact]
    public async Task Disabling_says_what_happens_to_whom_and_ends_it_at_once()
    {
        var (company, browser, person) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync(), app.NewBrowser());
        await company.SignInAsync(person);
        await browser.GoAsync(company.Root());
        Assert.Contains("1 person linked", browser.Words(), StringComparison.Ordinal);
        await browser.ClickAsync("Disable …");
        Assert.Contains("1 session ends. 1 person came in this way; 1 of them has no password here and can no longer sign in", browser.Words(), StringComparison.Ordinal);
        await browser.SubmitAsync("Disable", new { reason = "their system was broken into" });
        Assert.Equal("It is disabled; 1 session ended.", browser.Notice());
        Assert.False(await person.IsSignedInAsync());
        await company.SignInRefusedAsync(app.NewBrowser());
        var told = await app.Db(db => db.SecurityEvents.AsNoTracking().Where(row => row.Kind == "provider-disabled").OrderByDescending(row => row.Id).FirstAsync());
        Assert.Equal(("their system was broken into", company.Slug), (told.Detail("reason"), told.Detail("provider")));
        await browser.ActAsync(company.Root() + "/disable", new { reason = "once more" });
        Assert.Equal("Nothing was left to do: it is so already.", browser.Notice());
    }

    [Fact]
    public async Task Deleting_takes_the_company_and_what_it_gave_and_leaves_the_accounts()
    {
        var (company, other) = (await TestCompany.StartAsync(app, provider => provider.GroupRoles = new() { ["staff"] = "support", ["a,b"] = "extra" }), await TestCompany.StartAsync(app));
        var (browser, person, stays) = (await app.SignInAdministratorAsync(), app.NewBrowser(), app.NewBrowser());
        await company.SignInAsync(person);
        await other.SignInAsync(stays);
        var id = await app.Db(db => db.SamlIdentities.Where(row => row.ProviderId == company.Id).Select(row => row.UserId).SingleAsync());
        // Another company gives one of the roles, too.
        await app.Db(async db =>
        {
            db.Add(new AccountPortal.Saml.Entry.SamlIdentity { Id = Guid.CreateVersion7(), ProviderId = other.Id, Key = "same person", UserId = id, MadeAccount = false, CreatedAt = app.Clock.GetUtcNow(), Email = company.Address(), Roles = ["extra"] });
            await db.SaveChangesAsync();
        });
        await browser.ActAsync(company.Root() + "/delete", new { reason = "they left", confirmation = company.Slug });
        Assert.StartsWith("Disable it first", browser.Notice(), StringComparison.Ordinal);
        await browser.ActAsync(company.Root() + "/disable", new { reason = "they left" });
        await browser.ActAsync(company.Root() + "/delete", new { reason = "they left", confirmation = other.Slug });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("1 person loses the roles that its groups gave", browser.Words(), StringComparison.Ordinal);
        await browser.SubmitAsync("Delete", new { reason = "they left", confirmation = company.Slug });
        Assert.Equal("/admin/saml-providers", browser.Path);
        Assert.False(await app.Db(db => db.SamlProviders.AnyAsync(row => row.Id == company.Id)));
        Assert.Equal(["extra"], await app.Db(db => db.UserRoles.Where(link => link.UserId == id).Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!).ToArrayAsync()));
        Assert.True(await app.Db(db => db.Users.AnyAsync(row => row.Id == id)));
        Assert.False(await person.IsSignedInAsync());
        Assert.True(await stays.IsSignedInAsync());
        await company.SignInRefusedAsync(app.NewBrowser());
        Assert.Equal("support", Assert.Single(await app.EventsOfAsync(id, "role-revoked")).Detail("role"));
    }

    [Fact]
    public async Task Refusals_are_listed_with_why_and_found_by_their_number_in_their_company_alone()
    {
        var (company, other, browser) = (await TestCompany.StartAsync(app), await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        for (var i = 0; i < 26; i++)
        {
            await company.PostAsync(app.NewBrowser(), "<broken", null);
        }

        var person = app.NewBrowser();
        await company.SignInAsync(person, "ada@elsewhere.example");
        var number = person.Page.QuerySelector("code")!.TextContent;
        await browser.GoAsync(company.Root() + "/refusals");
        Assert.Equal(25, browser.Page.QuerySelectorAll(".refusal").Length);
        var first = PageForm.TextOf(browser.Page.QuerySelector(".refusal")!);
        Assert.StartsWith("Verified domain", first, StringComparison.Ordinal);
        Assert.Contains($"Expected{company.Domain}Got", first.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("elsewhere.example", first, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@elsewhere.example", browser.Text, StringComparison.Ordinal);
        await browser.ClickAsync("Older");
        Assert.Equal(2, browser.Page.QuerySelectorAll(".refusal").Length);
        await browser.GoAsync($"{company.Root()}/refusals?number={number.ToLowerInvariant()}%20");
        Assert.Single(browser.Page.QuerySelectorAll(".refusal"));
        await browser.GoAsync($"{other.Root()}/refusals?number={number}");
        Assert.Empty(browser.Page.QuerySelectorAll(".refusal"));
        await browser.GoAsync(company.Root());
        Assert.Contains($"Verified domain, expected {company.Domain}, got elsewhere.example. Show", browser.Words(), StringComparison.Ordinal);
        Assert.All(Enum.GetValues<AccountPortal.Saml.SamlRefusal>(), reason => Assert.NotEmpty(RefusalWords.Of(reason)));
    }

    [Fact]
    public async Task A_certificate_that_ends_is_told_at_each_of_four_times_once_whatever_nodes_look()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Saml:Interval"] = "01:00:00" }, services: Mail.Posts.WithoutDispatcher);
        own.Clock.Stop();
        var (company, administrator) = (await TestCompany.StartAsync(own), await own.NewAdministratorAsync());
        var end = own.Clock.GetUtcNow() + TimeSpan.FromDays(31);
        await own.Db(db => db.SamlCertificates.ExecuteUpdateAsync(set => set.SetProperty(row => row.NotAfter, end)));
        await own.With((SamlKeys keys) => keys.OfAsync(company.Id, default));
        await own.Db(db => db.SamlKeys.ExecuteUpdateAsync(set => set.SetProperty(row => row.NotAfter, end + TimeSpan.FromDays(100))));
        own.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await SendAsync(own));
        own.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await SendAsync(own));
        Assert.Equal(0, await SendAsync(own));
        var letter = Assert.Single(await own.Mail.ToAsync(administrator.Email));
        Assert.Equal($"A certificate of Acme {company.Slug} ends in 30 days", letter.Subject);
        own.Clock.Advance(TimeSpan.FromDays(16) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await SendAsync(own));
        own.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await SendAsync(own));
        // A portal that stood still tells the last alone.
        own.Clock.Advance(TimeSpan.FromDays(13));
        Assert.Equal(1, await SendAsync(own));
        Assert.EndsWith("ends in 1 day", (await own.Mail.ToAsync(administrator.Email))[^1].Subject, StringComparison.Ordinal);
        own.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await SendAsync(own));

        await own.Db(db => db.SamlKeys.ExecuteUpdateAsync(set => set.SetProperty(row => row.NotAfter, own.Clock.GetUtcNow() + TimeSpan.FromDays(7))));
        Assert.Equal(1, await SendAsync(own));
        Assert.Equal($"Our certificate for Acme {company.Slug} ends in 7 days", (await own.Mail.ToAsync(administrator.Email))[^1].Subject);
        Assert.Equal(4, (await own.Mail.ToAsync(administrator.Email)).Count);
    }

    private static async Task<int> SendAsync(PortalApp own) =>
        (await Race.RunAsync(3, _ => own.With((CertificateWarnings warnings) => warnings.SendNextAsync(default)))).Count(sent => sent);
}
