using System.Net;
using AccountPortal.Activity;
using AccountPortal.Tests.Admin;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.TwoFactor;

public class FactorResetTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly TimeSpan Delay = TimeSpan.FromHours(24);

    [Fact]
    public async Task After_a_day_nothing_is_left_of_the_factors_and_the_password_signs_in()
    {
        // Without its background step, so that the test says when.
        await using var own = await PortalApp.StartAsync(services: Still);
        own.Clock.Stop();
        var (administrator, person) = (await own.SignInAdministratorAsync(), await own.NewEnrolledAsync());
        await own.SignInAsync(person, trustDevice: true);
        await own.Db(db =>
        {
            db.UserPasskeys.Add(new IdentityUserPasskey<Guid> { UserId = person.Person.Id, CredentialId = [1, 2, 3], Data = new IdentityPasskeyData { PublicKey = [1], Name = "Key", AttestationObject = [1], ClientDataJson = [1] } });
            return db.SaveChangesAsync();
        });
        await AskAsync(administrator, person);
        Assert.Contains("can stop it", administrator.Notice(), StringComparison.Ordinal);
        var asked = Assert.Single(await own.Mail.ToAsync(person.Person.Email), letter => letter.Button?.Url.Contains("/stop-factor-reset?token=", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(asked.Paragraphs, text => text.Contains("lost the phone", StringComparison.Ordinal));
        var happened = Assert.Single(await own.EventsOfAsync(person.Person.Id, EventKind.AdminFactorReset));
        Assert.Contains("lost the phone", happened.Details.Values);
        own.Clock.Advance(Delay - TimeSpan.FromMicroseconds(1));
        Assert.False(await ApplyAsync(own));
        await own.NewBrowser().BeginAsync(person.Person);
        own.Clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.True(await ApplyAsync(own));
        Assert.False(await ApplyAsync(own));
        Assert.False(await person.Browser.IsSignedInAsync());
        Assert.True(await (await own.SignInAsync(person.Person)).IsSignedInAsync());
        Assert.Equal(0, await own.Db(db => db.TotpFactors.CountAsync()) + await own.Db(db => db.RecoveryCodes.CountAsync()) + await own.Db(db => db.UserPasskeys.CountAsync())
            + await own.Db(db => db.KnownDevices.CountAsync(row => row.TrustedUntil != null)) + await own.Db(db => db.FactorResets.CountAsync()));
        Assert.Single(await own.EventsOfAsync(person.Person.Id, EventKind.FactorsReset));
        Assert.Single(await own.Mail.ToAsync(person.Person.Email), letter => letter.Subject.EndsWith("were removed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Any_number_of_nodes_do_it_once()
    {
        await using var own = await PortalApp.StartAsync(services: Still);
        var (administrator, person) = (await own.SignInAdministratorAsync(), await own.NewEnrolledAsync());
        await AskAsync(administrator, person);
        own.Clock.Advance(Delay);
        await using var hold = await Hold.StartAsync(own);
        await hold.RunAsync("select 1 from users where id = $1 for no key update", person.Person.Id);
        var nodes = Enumerable.Range(0, 5).Select(_ => Task.Run(() => ApplyAsync(own))).ToList();
        // One has it and waits for the account; the others do not wait for that one.
        await Eventually.IsTrueAsync("four go on without it", () => Task.FromResult(nodes.Count(node => node.IsCompleted) == 4));
        await hold.QueuedAsync(1);
        await hold.ReleaseAsync();
        Assert.Single(await Task.WhenAll(nodes), isDone => isDone);
        Assert.Single(await own.EventsOfAsync(person.Person.Id, EventKind.FactorsReset));
    }

    [Fact]
    public async Task The_portal_does_it_by_itself()
    {
        await using var own = await PortalApp.StartAsync();
        var (administrator, person) = (await own.SignInAdministratorAsync(), await own.NewEnrolledAsync());
        await AskAsync(administrator, person);
        own.Clock.Advance(Delay);
        await Eventually.IsTrueAsync("the factors go", () => own.Db(db => db.Users.AnyAsync(row => row.Id == person.Person.Id && !row.TwoFactorEnabled)), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task The_owner_stops_it_by_the_mailed_link_whose_opening_changes_nothing()
    {
        var (administrator, person) = (await app.SignInAdministratorAsync(), await app.NewEnrolledAsync());
        await AskAsync(administrator, person);
        var link = await app.Mail.LastLinkAsync(person.Person.Email, "/stop-factor-reset");
        var (scanner, owner) = (app.NewBrowser(), app.NewBrowser());
        await scanner.GoAsync(link);
        await owner.GoAsync(link);
        Assert.Equal("/stop-factor-reset", owner.Path);
        Assert.Equal(1, await WaitingAsync(person));
        await owner.SubmitAsync("Keep my second factors");
        Assert.Contains("stay as they are", owner.Text, StringComparison.Ordinal);
        Assert.Equal(0, await WaitingAsync(person));
        Assert.True(await person.Browser.IsSignedInAsync());
        Assert.Single(await app.EventsOfAsync(person.Person.Id, EventKind.FactorResetStopped));
        Assert.Contains(await app.Mail.ToAsync(person.Person.Email), letter => letter.Subject.EndsWith("stay", StringComparison.Ordinal));
        await scanner.SubmitAsync("Keep my second factors");
        Assert.Equal(HttpStatusCode.NotFound, scanner.Status);
        Assert.Contains("has done its work", scanner.Text, StringComparison.Ordinal);
        // A new one has a new link; the used one does not stop it.
        await AskAsync(administrator, person);
        await scanner.GoAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, scanner.Status);
        Assert.Equal(1, await WaitingAsync(person));
    }

    [Fact]
    public async Task The_owner_stops_it_when_signed_in()
    {
        var (administrator, person) = (await app.SignInAdministratorAsync(), await app.NewEnrolledAsync());
        await AskAsync(administrator, person);
        await person.Browser.GoAsync("/account/two-factor");
        var again = person.Browser.Copy();
        await again.GoAsync("/account/two-factor");
        await person.Browser.SubmitAsync("Keep my second factors");
        Assert.Equal(0, await WaitingAsync(person));
        await again.SubmitAsync("Keep my second factors");
        Assert.Contains("Nothing was left to stop", again.Notice(), StringComparison.Ordinal);
        Assert.Single(await app.EventsOfAsync(person.Person.Id, EventKind.FactorResetStopped));
    }

    [Fact]
    public async Task An_administrator_takes_it_back()
    {
        var (administrator, person) = (await app.SignInAdministratorAsync(), await app.NewEnrolledAsync());
        await AskAsync(administrator, person);
        await administrator.ActAsync($"/admin/accounts/{person.Person.Id}/keep-factors", new { reason = "they found the phone" });
        Assert.Equal(0, await WaitingAsync(person));
        Assert.Single(await app.EventsOfAsync(person.Person.Id, EventKind.AdminFactorResetStopped));
        var owner = app.NewBrowser();
        await owner.GoAsync(await app.Mail.LastLinkAsync(person.Person.Email, "/stop-factor-reset"));
        Assert.Equal(HttpStatusCode.NotFound, owner.Status);
    }

    [Fact]
    public async Task Asked_twice_it_waits_once_and_not_longer()
    {
        var (administrator, person) = (await app.SignInAdministratorAsync(), await app.NewEnrolledAsync());
        await AskAsync(administrator, person);
        var dueAt = await app.Db(db => db.FactorResets.Where(row => row.UserId == person.Person.Id).Select(row => row.DueAt).SingleAsync());
        await AskAsync(administrator, person);
        Assert.Contains("so already", administrator.Notice(), StringComparison.Ordinal);
        Assert.Equal(dueAt, await app.Db(db => db.FactorResets.Where(row => row.UserId == person.Person.Id).Select(row => row.DueAt).SingleAsync()));
        Assert.Single(await app.EventsOfAsync(person.Person.Id, EventKind.AdminFactorReset));
    }

    [Fact]
    public async Task ASVS_6_4_4_It_wants_a_reason_a_factor_and_somebody_else()
    {
        var (administrator, without) = (await app.NewAdministratorAsync(), await app.NewPersonAsync());
        var browser = await app.SignInAsync(administrator);
        await browser.ActAsync($"/admin/accounts/{without.Id}/reset-factors", new { reason = " " });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.ActAsync($"/admin/accounts/{without.Id}/reset-factors", new { reason = "lost the phone" });
        Assert.Contains("no second factor", browser.Notice(), StringComparison.Ordinal);
        await browser.ActAsync($"/admin/accounts/{administrator.Id}/reset-factors", new { reason = "lost the phone" });
        Assert.Contains("your own account", browser.Notice(), StringComparison.Ordinal);
        await browser.GoAsync($"/admin/accounts/{Guid.CreateVersion7()}/reset-factors");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    private static void Still(Microsoft.Extensions.DependencyInjection.IServiceCollection services)
    {
        var step = services.Single(service => service.ImplementationType?.Name == "FactorResetting");
        services.Remove(step);
    }

    private static Task AskAsync(Browser administrator, Enrolled person) => administrator.ActAsync($"/admin/accounts/{person.Person.Id}/reset-factors", new { reason = "lost the phone" });

    private static Task<bool> ApplyAsync(PortalApp portal) => portal.With((FactorResets resets) => resets.ApplyNextAsync(default));

    private Task<int> WaitingAsync(Enrolled person) => app.Db(db => db.FactorResets.CountAsync(row => row.UserId == person.Person.Id));
}
