using System.Net;
using AccountPortal.Deletion;
using AccountPortal.Devices;
using AccountPortal.Export;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Requests;
using AccountPortal.SharedAccounts;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Alerts;
using AccountPortal.Tests.Saml;
using AccountPortal.Tests.StepUp;
using AccountPortal.Tests.TwoFactor;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>
/// P12, from the other side: an account that has used everything there is, and a search of all that the database holds. A feature that is added
/// tomorrow is to be used here too.
/// </summary>
public class WholeErasureTests(AlertPortal portal) : IClassFixture<AlertPortal>
{
    private const string UserAgent = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0 Zebrafinch/7.31";
    private const string DisplayName = "Wilhelmina Pumpernickel";
    private const string DeviceName = "Minas Küchenlaptop";
    private const string PasskeyName = "Minas blauer Schlüssel";
    private const string NewPassword = "an entirely new sentence";

    // The request is what the test begins with; these tables of Identity's nothing writes to.
    private static readonly string[] Unused = ["deletion_requests", "user_claims", "user_logins", "user_tokens"];

    private PortalApp App => portal.App;

    [Fact]
    public async Task Nothing_in_the_database_leads_to_the_person()
    {
        var former = $"Mina.{People.New().Email}";
        var (person, administrator, other) = (await App.NewPersonAsync(email: former), await App.NewAdministratorAsync(), await App.NewPersonAsync());
        await UseAsync(person);
        var between = $"Mina.Between.{People.New().Email}";
        var browser = await MoveAsync(person, between);
        await AttackAsync(person, browser);
        person = person with { Password = NewPassword };
        await WorkAsAdministratorAsync(person, other);
        await ActUponAsync(person, await App.SignInAsync(administrator));
        await LeaveRowsAsync(person);
        string[] texts = [former, former.ToUpperInvariant(), between, DisplayName, "Pumpernickel", "Zebrafinch", DeviceName, PasskeyName, AlertPortal.Berlin, AlertPortal.Hamburg, AlertPortal.Rio, AlertPortal.Home];
        // The search sees what is there.
        var before = await DatabaseSearch.FindAsync(App, [person.Id, .. texts]);
        Assert.All(texts.Append(person.Id.ToString()), text => Assert.Contains(before, found => found.EndsWith($"holds {text}", StringComparison.Ordinal)));
        Assert.All(
            (await App.OwnedRowsAsync(person.Id)).Where(table => !Unused.Contains(table.Key)),
            table => Assert.True(table.Value > 0, $"{table.Key} has no row of the account: this test is to use it."));

        await App.RequestErasureAsync(person.Id);
        await Eventually.IsTrueAsync("the account goes", async () => await App.EraseAsync(person.Id) == ErasureOutcome.Erased || !await App.ExistsAsync(person.Id));
        // The receipt is the one thing that may wait; once it is sent it goes. (A development mailbox keeps it.)
        Assert.Equal(1, await App.Db(db => db.OutboxEmails.Where(mail => mail.IsForgotten && mail.To == former && mail.UserId == null).ExecuteDeleteAsync()));
        Assert.Empty(await DatabaseSearch.FindAsync(App, [person.Id, .. texts]));
        // What others have is theirs still.
        Assert.True(await App.ExistsAsync(administrator.Id) && await App.ExistsAsync(other.Id));
        Assert.NotEmpty(await App.EventsOfAsync(other.Id, "account-locked"));
    }

    private async Task UseAsync(Person person)
    {
        var browser = await SignInAsync(person, AlertPortal.Berlin, UserAgents.ChromeOnMac);
        await browser.GoAsync("/account/profile");
        await browser.SubmitAsync("/account/profile", new { displayName = DisplayName, timeZone = "Europe/Berlin" });
        await browser.GoAsync("/account/sessions");
        var session = await App.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.Id).FirstAsync());
        await browser.SubmitAsync($"/account/sessions/{session}/name", new { name = DeviceName });
        await SignInAsync(person, AlertPortal.Hamburg, UserAgent);
        await App.NewBrowser().PostJsonAsync("/login", new { email = person.Email.ToUpperInvariant(), password = "not it" });
        var lost = App.NewBrowser();
        await lost.GoAsync("/forgot-password");
        await lost.SubmitAsync("/forgot-password", new { email = person.Email });
        var app = await App.EnrolAsync(person, browser);
        // So that the password alone signs in from here; its rows come back at the end.
        await App.Db(db => db.TotpFactors.Where(row => row.UserId == person.Id).ExecuteDeleteAsync());
        await App.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, false)));
        Assert.Equal(10, app.Codes.Length);
    }

    private async Task<Browser> MoveAsync(Person person, string email)
    {
        var browser = await SignInAsync(person, AlertPortal.Home, UserAgent);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail = email, currentPassword = person.Password });
        await browser.GoAsync(await App.Mail.LastLinkAsync(email, "/verify-email"));
        await browser.SubmitAsync("Confirm my address");
        Assert.Equal("/account", browser.Path);
        var undo = App.NewBrowser();
        await undo.GoAsync(await App.Mail.LastLinkAsync(person.Email, "/undo-email-change"));
        await undo.SubmitAsync("Undo the change and sign out everywhere");
        await undo.GoAsync(await App.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await undo.SubmitAsync("Set new password", new { newPassword = person.Password });
        return await SignInAsync(person, AlertPortal.Berlin, UserAgents.ChromeOnMac);
    }

    private async Task AttackAsync(Person person, Browser browser)
    {
        Assert.True(await browser.IsSignedInAsync());
        await SignInAsync(person, AlertPortal.Rio, UserAgents.SafariOnIphone);
        var owner = App.NewBrowser();
        await owner.GoAsync(await App.Mail.LastLinkAsync(person.Email, "/not-me"));
        await owner.SubmitAsync("/not-me");
        await owner.GoAsync(await App.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await owner.SubmitAsync("Set new password", new { newPassword = NewPassword });
    }

    private async Task WorkAsAdministratorAsync(Person person, Person other)
    {
        await App.GrantAsync(person.Email);
        var browser = await SignInAsync(person, AlertPortal.Berlin, UserAgent);
        await App.SignInAsync(other);
        await browser.ActAsync($"/admin/accounts/{other.Id}/lock", new { reason = "shares it with a team" });
        await browser.ActAsync($"/admin/accounts/{other.Id}/delete", new { reason = "sends spam", confirmation = other.Email });
        Assert.Equal(1, await App.Db(db => db.ImmediateDeletions.CountAsync(row => row.RequestedBy == person.Id)));
        await App.Db(db => db.Set<FactorReset>().Where(row => row.UserId == other.Id).ExecuteDeleteAsync());
        await App.Db(db =>
        {
            db.FactorResets.Add(new FactorReset { UserId = other.Id, RequestedAt = App.Clock.GetUtcNow(), DueAt = App.Clock.GetUtcNow().AddDays(1), RequestedBy = person.Id, Reason = "lost" });
            return db.SaveChangesAsync();
        });
    }

    private async Task ActUponAsync(Person person, Browser administrator)
    {
        await administrator.ActAsync($"/admin/accounts/{person.Id}/reset-password", new { reason = $"{DisplayName} forgot it" });
        await administrator.ActAsync($"/admin/accounts/{person.Id}/sessions/end", new { reason = $"{DisplayName} asked" });
        await administrator.ActAsync($"/admin/accounts/{person.Id}/delete", new { reason = $"{DisplayName} sends spam", confirmation = person.Email });
        Assert.Equal(HttpStatusCode.OK, administrator.Status);
        // A form of theirs that waits.
        var browser = await SignInAsync(person, AlertPortal.Berlin, UserAgents.ChromeOnMac);
        await SignInAsync(person, AlertPortal.Hamburg, UserAgent);
        await browser.GoAsync("/account/sessions");
        await App.AgeAsync(person.Id);
        await browser.SubmitAsync("/account/sessions/revoke-others");
        Assert.StartsWith("/step-up?", browser.Path, StringComparison.Ordinal);
    }

    /// <summary>What takes long to come about by itself.</summary>
    private async Task LeaveRowsAsync(Person person)
    {
        var now = App.Clock.GetUtcNow();
        var export = new DataExport { Id = Guid.CreateVersion7(now), UserId = person.Id, RequestedAt = now, State = ExportState.Ready };
        await App.With(async (SharedAccountFindings findings) =>
        {
            await findings.RecordAsync(person.Id, new SharedAccountScore(80, [new FindingPart("devices", 20, new() { ["Devices"] = $"{DeviceName} and others" })]), default);
            return true;
        });
        var company = await TestCompany.StartAsync(App);
        await App.Db(db =>
        {
            db.SamlIdentities.Add(new SamlIdentity { Id = Guid.CreateVersion7(now), ProviderId = company.Id, Key = $"name-id {person.Email}", UserId = person.Id, MadeAccount = false, CreatedAt = now, Email = person.Email });
            db.SamlRequests.Add(new SamlRequest
            {
                IdHash = [1], ProviderId = company.Id, BrowserHash = [1], RelayHash = [1], Purpose = SamlPurpose.StepUp, ForcedAuthentication = true, Version = 1, UserId = person.Id, SentAt = now, ExpiresAt = now,
            });
            db.UserPasskeys.Add(new IdentityUserPasskey<Guid> { UserId = person.Id, CredentialId = [1, 2, 3], Data = new IdentityPasskeyData { PublicKey = [1], Name = PasskeyName, AttestationObject = [1], ClientDataJson = [1] } });
            db.TotpFactors.Add(new TotpFactor { UserId = person.Id, ProtectedKey = [1], CreatedAt = now, ConfirmedAt = now });
            db.RecoveryCodes.Add(new RecoveryCode { Id = Guid.CreateVersion7(now), UserId = person.Id, CodeHash = [1], CreatedAt = now });
            db.FactorResets.Add(new FactorReset { UserId = person.Id, RequestedAt = now, DueAt = now.AddDays(1), Reason = DisplayName });
            db.AccountNotices.Add(new AccountNotice { UserId = person.Id, Kind = NoticeKind.Inactive, SentAt = now });
            db.AddRange(export, new DataExportPart { ExportId = export.Id, Number = 0, ProtectedContent = [1, 2, 3] });
            db.SecurityEvents.Add(new AccountPortal.Activity.SecurityEvent
            {
                Id = Guid.CreateVersion7(now), At = now, Kind = "passkey-added", Outcome = "success", AccountId = person.Id, ActorId = person.Id, Details = new() { ["name"] = PasskeyName, ["method"] = "passkey" },
            });
            return db.SaveChangesAsync();
        });
        Assert.True(await App.Db(db => db.Set<DeviceNetwork>().AnyAsync()));
    }

    private async Task<Browser> SignInAsync(Person person, string address, string userAgent)
    {
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        var browser = App.NewBrowser(userAgent);
        browser.Address = address;
        await browser.SignInAsync(person);
        return browser;
    }
}
