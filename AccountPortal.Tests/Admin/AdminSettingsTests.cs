using System.Net;
using AccountPortal.Admin;
using AccountPortal.Tests.Saml;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Admin;

/// <summary><c>Admin:Emails</c>: the role for local accounts of these addresses, once they are proven, at each request.</summary>
public class AdminSettingsTests : IAsyncLifetime
{
    private PortalApp app = null!;

    public async Task InitializeAsync() => app = await PortalApp.StartAsync(new() { ["Admin:Emails"] = "Boss@Example.com, other@example.com" });

    [Fact]
    public async Task An_address_of_the_list_administers_once_it_is_proven()
    {
        var person = await app.NewPersonAsync(email: "boss@example.COM", verified: false);
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/admin");
        Assert.Equal("/verify-email/pending", browser.Path);
        await ProveAsync(person, true);
        await browser.GoAsync("/admin");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task Another_address_does_not()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync(email: "boss@example.com.example"));
        await browser.GoAsync("/admin");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }

    [Fact]
    public async Task A_session_that_an_identity_provider_opened_does_not()
    {
        var person = await app.NewPersonAsync(email: "other@example.com");
        var company = await TestCompany.StartAsync(app);
        var browser = await app.SignInAsync(person);
        await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SamlProviderId, company.Id)));
        await browser.GoAsync("/admin");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }

    [Fact]
    public async Task The_list_is_among_the_administrators()
    {
        var person = await app.NewPersonAsync(email: "other@example.com");
        var granted = await app.NewAdministratorAsync("a-first@example.com");
        var all = await app.With((Administrators administrators) => administrators.AllAsync(default));
        Assert.Equal([(granted.Id, true, false), (person.Id, false, true)], all.Select(one => (one.Id, one.IsGranted, one.IsInSettings)));
        await ProveAsync(person, false);
        Assert.Single(await app.With((Administrators administrators) => administrators.AllAsync(default)));
    }

    private Task<int> ProveAsync(Person person, bool isProven) =>
        app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.EmailConfirmed, isProven)));

    public Task DisposeAsync() => app.DisposeAsync().AsTask();
}
