using AccountPortal.Saml.Providers;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml.Operation;

/// <summary>A portal that asks a DNS server of the tests' own, for a class of tests.</summary>
public sealed class OperationPortal : IAsyncLifetime
{
    internal TestDns Dns { get; } = TestDns.Start();

    public PortalApp App { get; private set; } = null!;

    // The rounds are the tests' to run.
    public async Task InitializeAsync() => App = await PortalApp.StartAsync(new(Dns.Settings) { ["Saml:Interval"] = "01:00:00" }, services: Posts.WithoutDispatcher);

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Dns.DisposeAsync();
    }
}

internal static class Operating
{
    /// <summary>A draft with its certificate and a proven domain: all that is missing is the test.</summary>
    public static Task<TestCompany> DraftAsync(PortalApp app, Action<SamlProvider>? settings = null) => TestCompany.StartAsync(app, provider =>
    {
        provider.EnabledAt = null;
        settings?.Invoke(provider);
    });

    public static string Root(this TestCompany company) => $"/admin/saml-providers/{company.Slug}";

    /// <summary>Begins a test on the page and brings back what the company answers.</summary>
    public static async Task TestAsync(this TestCompany company, Browser browser, Func<string, string>? change = null, string? email = null)
    {
        await browser.GoAsync(company.Root() + "/test");
        await browser.SubmitAsync(company.Root() + "/test");
        await company.PostAsync(browser, company.Asked(browser), email, change);
    }

    /// <summary>Nobody comes in that way.</summary>
    public static async Task SignInRefusedAsync(this TestCompany company, Browser browser)
    {
        await browser.GoAsync($"/saml/{company.Slug}/sign-in");
        Assert.True(browser.Status is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Forbidden);
    }

    public static Task<SamlProvider> ProviderAsync(this PortalApp app, TestCompany company) => app.Db(db => db.SamlProviders.AsNoTracking().SingleAsync(row => row.Id == company.Id));

    public static Task<SamlDomain> DomainAsync(this PortalApp app, TestCompany company) => app.Db(db => db.SamlDomains.AsNoTracking().SingleAsync(row => row.ProviderId == company.Id));

    /// <summary>An administrator who can be kept for emergencies, and is where that is wanted.</summary>
    public static async Task<Person> NewEmergencyAsync(this PortalApp app, bool isKept = true)
    {
        var person = await app.NewAdministratorAsync();
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, true).SetProperty(row => row.IsBreakGlass, isKept)));
        return person;
    }

    /// <summary>What the last page says, in one line.</summary>
    public static string Words(this Browser browser) => string.Join(' ', browser.Page.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
