using System.Net;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml;
using AccountPortal.Saml.Providers;
using AccountPortal.Sessions;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Saml;

/// <summary>Turning a provider off stops everything of it at once, on every node; turning it on again brings nothing back.</summary>
public class ProviderStateTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Turning_it_off_ends_its_sessions_on_every_node_and_nobody_elses()
    {
        await using var second = await PortalApp.StartAsync(database: app.Database);
        var (company, other) = (await TestCompany.StartAsync(app), await TestCompany.StartAsync(app));
        Browser[] meant = [await SignedInAsync(company), second.NewBrowser()];
        meant[1].SessionCookie = (await SignedInAsync(company)).SessionCookie;
        Assert.True(await meant[1].IsSignedInAsync());
        Browser[] spared = [await SignedInAsync(other), await app.SignInAsync(await app.NewPersonAsync())];

        Assert.True(await DisableAsync(company));
        foreach (var browser in meant)
        {
            Assert.False(await browser.IsSignedInAsync());
        }

        foreach (var browser in spared)
        {
            Assert.True(await browser.IsSignedInAsync());
        }

        Assert.False(await app.Db(db => db.Sessions.AnyAsync(row => row.SamlProviderId == company.Id)));
        Assert.Equal(2, await app.Db(db => db.EndedSessions.CountAsync(row => row.Reason == EndReason.ProviderDisabled && db.SamlIdentities.Any(one => one.ProviderId == company.Id && one.UserId == row.UserId))));
        await meant[0].GoAsync("/account");
        Assert.Contains("sign-in was turned off", meant[0].Text, StringComparison.Ordinal);
        Assert.False(await DisableAsync(company));
        Assert.Equal(1, await ToldAsync(company, EventKind.ProviderDisabled));
    }

    [Fact]
    public async Task What_was_begun_before_counts_for_nothing_after()
    {
        var company = await TestCompany.StartAsync(app, provider => (provider.LogoutUrl, provider.SendsLogout) = ("https://idp.example/slo", true));
        var (asked, brought) = (app.NewBrowser(), app.NewBrowser());
        await asked.GoAsync($"/saml/{company.Slug}/sign-in");
        var request = company.Asked(asked);
        await brought.GoAsync($"/saml/{company.Slug}/sign-in");
        brought.FollowsRedirects = false;
        await company.PostAsync(brought, company.Asked(brought));
        Assert.Equal(HttpStatusCode.SeeOther, brought.Status);

        await DisableAsync(company);
        await company.PostAsync(asked, request);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.ProviderDisabled)), (asked.Status, await company.LastRefusalAsync()));
        Assert.True(await EnableAsync(company));
        Assert.False(await EnableAsync(company));
        await company.PostAsync(asked, request);
        Assert.Equal((HttpStatusCode.Forbidden, nameof(SamlRefusal.InResponseToWrong)), (asked.Status, await company.LastRefusalAsync()));
        await brought.GoAsync($"/saml/{company.Slug}/finish");
        Assert.False(await brought.IsSignedInAsync());
        // Its positive twin: what begins now counts.
        Assert.True(await (await SignedInAsync(company)).IsSignedInAsync());
        Assert.Equal(1, await ToldAsync(company, EventKind.ProviderEnabled));
    }

    [Theory]
    [InlineData("update saml_providers set disabled_at = now() where id = $1")]
    [InlineData("delete from saml_providers where id = $1")]
    public async Task Whoever_does_it_in_the_database_ends_the_sessions_too(string sql)
    {
        var company = await TestCompany.StartAsync(app);
        var browser = await SignedInAsync(company);
        await app.SettleAsync();
        Assert.True(await browser.IsSignedInAsync());
        await app.SqlAsync<object?>(sql + " returning null", company.Id);
        await Eventually.IsTrueAsync("the session is refused", async () => !await browser.IsSignedInAsync());
        Assert.Equal(EndReason.ProviderDisabled, await app.Db(db => db.EndedSessions.OrderByDescending(row => row.EndedAt).ThenByDescending(row => row.Id).Select(row => row.Reason).FirstAsync()));
    }

    [Theory]
    [InlineData("update saml_providers set disabled_at = null, enabled_at = now() + interval '1 hour' where id = $1")]
    [InlineData("update saml_providers set disabled_at = null, enabled_at = null where id = $1")]
    public async Task A_session_that_was_left_does_not_come_back_with_its_provider(string sql)
    {
        var company = await TestCompany.StartAsync(app);
        var browser = await SignedInAsync(company);
        // As a node leaves it that dies between the two.
        await app.SqlAsync<object?>("update saml_providers set disabled_at = now() where id = $1 returning null", company.Id);
        await app.SqlAsync<object?>(sql + " returning null", company.Id);
        await app.SettleAsync();
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Who_closes_the_page_does_not_keep_its_sessions_from_ending()
    {
        var company = await TestCompany.StartAsync(app);
        await SignedInAsync(company);
        await using var scope = app.Services.CreateAsyncScope();
        using var closed = new CancellationTokenSource();
        // Once it is written down.
        scope.ServiceProvider.GetRequiredService<PortalDbContext>().SavedChanges += (_, _) => closed.Cancel();
        Assert.True(await scope.ServiceProvider.GetRequiredService<ProviderState>().DisableAsync(company.Id, null, closed.Token));
        Assert.True(closed.IsCancellationRequested);
        Assert.False(await app.Db(db => db.Sessions.AnyAsync(row => row.SamlProviderId == company.Id)));
    }

    [Theory]
    [InlineData("update saml_providers set disabled_at = now() where id = $1")]
    [InlineData("update saml_domains set verified_at = null where provider_id = $1")]
    [InlineData("update saml_providers set enabled_at = now() + interval '1 year' where id = $1")]
    public async Task A_sign_in_that_waits_for_its_second_factor_is_looked_at_again_when_the_session_opens(string sql)
    {
        var company = await TestCompany.StartAsync(app, provider => provider.AsksSecondFactor = true);
        foreach (var isOff in new[] { false, true })
        {
            var name = $"waiting{isOff}".ToLowerInvariant();
            // Of the company's own domain: it opens no others.
            var owner = await app.NewPersonAsync(email: company.Address($"owner-{name}"));
            var person = await app.EnrolAsync(owner, await app.SignInAsync(owner));
            var browser = app.NewBrowser();
            await company.SignInAsync(browser, company.Address(name));
            await app.Db(db => db.SamlIdentities.Where(row => row.ProviderId == company.Id && row.Email == company.Address(name)).ExecuteUpdateAsync(set => set.SetProperty(row => row.UserId, owner.Id)));
            var waiting = app.NewBrowser();
            await company.SignInAsync(waiting, company.Address(name));
            Assert.Equal("/sign-in/two-factor", waiting.Path);
            if (isOff)
            {
                await app.SqlAsync<object?>(sql + " returning null", company.Id);
            }

            await waiting.SubmitAsync("/sign-in/two-factor", new { code = person.App.NextCode() });
            Assert.Equal(!isOff, await waiting.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task Of_a_sign_in_and_the_turning_off_at_once_no_session_is_left()
    {
        for (var i = 0; i < 5; i++)
        {
            var company = await TestCompany.StartAsync(app);
            var browsers = Enumerable.Range(0, 3).Select(_ => app.NewBrowser()).ToList();
            foreach (var browser in browsers)
            {
                browser.FollowsRedirects = false;
                await browser.GoAsync($"/saml/{company.Slug}/sign-in");
                await company.PostAsync(browser, company.Asked(browser));
                Assert.Equal(HttpStatusCode.SeeOther, browser.Status);
            }

            await Race.RunAsync(browsers.Count + 1, async number =>
            {
                await (number == browsers.Count ? DisableAsync(company) : browsers[number].GoAsync($"/saml/{company.Slug}/finish"));
                return true;
            });
            foreach (var browser in browsers)
            {
                Assert.False(await browser.IsSignedInAsync());
            }

            Assert.False(await app.Db(db => db.Sessions.AnyAsync(row => row.SamlProviderId == company.Id)));
        }
    }

    private async Task<Browser> SignedInAsync(TestCompany company)
    {
        var browser = app.NewBrowser();
        await company.SignInAsync(browser);
        Assert.True(await browser.IsSignedInAsync());
        return browser;
    }

    private Task<bool> DisableAsync(TestCompany company) => app.With((ProviderState state) => state.DisableAsync(company.Id, null, CancellationToken.None));

    private Task<bool> EnableAsync(TestCompany company) => app.With((ProviderState state) => state.EnableAsync(company.Id, vouchedFor: true, null, CancellationToken.None));

    private async Task<int> ToldAsync(TestCompany company, string kind) =>
        (await app.Db(db => db.SecurityEvents.Where(row => row.Kind == kind).ToListAsync())).Count(row => row.Detail("provider") == company.Slug);
}
