using System.Net;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Passkeys;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml.Operation;

/// <summary>A domain is enforced by whoever has just seen the sign-in work, and while somebody could get in without it.</summary>
public class EnforcementTests : IAsyncLifetime
{
    private PortalApp app = null!;

    // A portal for each: whether there is an emergency account concerns all of it.
    public async Task InitializeAsync()
    {
        app = await PortalApp.StartAsync(services: Mail.Posts.WithoutDispatcher);
        app.Clock.Stop();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Enforcing_wants_an_emergency_account_and_an_own_test_within_a_day()
    {
        var (company, administrator, other) = (await TestCompany.StartAsync(app), await app.NewAdministratorAsync(), await app.SignInAdministratorAsync());
        var browser = await app.SignInAsync(administrator, remember: true);
        await RefusedAsync(browser, company);
        var emergency = await app.NewEmergencyAsync();
        await RefusedAsync(browser, company);
        await company.TestAsync(other);
        await RefusedAsync(browser, company);
        await company.TestAsync(browser);

        // Changed since; then of another version; then a day old.
        await company.ChangeAsync(provider => provider.Version++);
        await RefusedAsync(browser, company);
        await company.ChangeAsync(provider => provider.Version--);
        app.Clock.Advance(TimeSpan.FromDays(1));
        browser = await app.SignInAsync(administrator, remember: true);
        await RefusedAsync(browser, company);
        await company.TestAsync(browser);
        app.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        browser = await app.SignInAsync(administrator, remember: true);

        // Not even then while the emergency account is none that could be used, the proof is gone or the provider is off.
        await SetAsync(emergency.Id, isLocked: true);
        await RefusedAsync(browser, company);
        await SetAsync(emergency.Id, isLocked: false);
        await app.Db(db => db.SamlDomains.ExecuteUpdateAsync(set => set.SetProperty(row => row.LostAt, app.Clock.GetUtcNow())));
        await RefusedAsync(browser, company);
        await app.Db(db => db.SamlDomains.ExecuteUpdateAsync(set => set.SetProperty(row => row.LostAt, (DateTimeOffset?)null)));
        await company.ChangeAsync(provider => provider.DisabledAt = app.Clock.GetUtcNow());
        await RefusedAsync(browser, company);
        await company.ChangeAsync(provider => provider.DisabledAt = null);
        await RequireAsync(browser, company);
        Assert.StartsWith("It is the only way in from now on.", browser.Notice(), StringComparison.Ordinal);
        Assert.NotNull((await app.DomainAsync(company)).EnforcedAt);
    }

    [Fact]
    public async Task Sessions_that_were_opened_another_way_end_where_that_is_wanted_and_no_others()
    {
        var (company, browser) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        var emergency = await app.NewEmergencyAsync();
        await app.Db(db => db.Users.Where(row => row.Id == emergency.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, false)));
        await MoveAsync(emergency.Id, company.Address("emergency"));
        var atRisk = await app.SignInAsync(emergency with { Email = company.Address("emergency") });
        await app.Db(db => db.Users.Where(row => row.Id == emergency.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, true)));
        var (byPassword, ofAnotherDomain, ofSubdomain, byCompany) = (
            await app.SignInAsync(await app.NewPersonAsync(email: company.Address("bob"))), await app.SignInAsync(await app.NewPersonAsync()),
            await app.SignInAsync(await app.NewPersonAsync(email: $"eve@sub.{company.Domain}")), app.NewBrowser());
        await company.SignInAsync(byCompany);
        await company.TestAsync(browser);
        await browser.GoAsync(company.Root() + "/enforcement");
        await browser.ClickAsync($"Require it … for {company.Domain}");
        Assert.Equal(["2", "1", "1"], browser.Page.QuerySelectorAll(".tally td").Select(cell => cell.TextContent));
        await browser.SubmitAsync("Require it", new { reason = "agreed with them", endsSessions = "true" });
        Assert.Equal("It is the only way in from now on. 1 session ends now.", browser.Notice());
        Assert.False(await byPassword.IsSignedInAsync());
        foreach (var kept in new[] { ofAnotherDomain, ofSubdomain, byCompany, atRisk, browser })
        {
            Assert.True(await kept.IsSignedInAsync());
        }

        Assert.Equal("sso-required", (await app.NewBrowser().PostJsonAsync("/login", new { email = company.Address("bob"), password = "a wrong password" })).Problem);
        await browser.ActAsync($"{company.Root()}/enforcement/{(await app.DomainAsync(company)).Id}/ease", new { reason = "they asked" });
        Assert.Null((await app.DomainAsync(company)).EnforcedAt);
        Assert.NotEqual("sso-required", (await app.NewBrowser().PostJsonAsync("/login", new { email = company.Address("bob"), password = "a wrong password" })).Problem);
    }

    [Fact]
    public async Task A_sign_in_that_is_under_way_does_not_outlive_the_enforcement()
    {
        var (company, administrator) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        await app.NewEmergencyAsync();
        await company.TestAsync(administrator);
        var person = await app.NewPersonAsync(email: company.Address("bob"));
        var (browser, enforcement) = (await app.SignInAsync(person), $"{company.Root()}/enforcement/{(await app.DomainAsync(company)).Id}");
        await browser.PostJsonAsync("/logout");
        // There is one to be ended, whatever happens to the other.
        await app.SignInAsync(person);

        // It is about to open the session: the enforcement waits for it, and ends it.
        await using (var hold = await Hold.StartAsync(app))
        {
            await hold.RunAsync("select from known_devices where user_id = $1 for update", person.Id);
            var signIn = SignInAsync();
            await hold.QueuedAsync(1);
            var enforce = EnforceAsync();
            await hold.QueuedAsync(2);
            await hold.ReleaseAsync();
            Assert.Equal(HttpStatusCode.OK, (await signIn).Status);
            await enforce;
        }

        Assert.Equal("It is the only way in from now on. 2 sessions end now.", administrator.Notice());
        Assert.False(await browser.IsSignedInAsync());
        await administrator.ActAsync($"{enforcement}/ease", new { reason = "they asked" });
        await app.SignInAsync(person);

        // It has looked for the company, and not yet begun to open the session: it finds the domain enforced.
        await using (var hold = await Hold.StartAsync(app))
        {
            await hold.RunAsync("select from users where id = $1 for no key update", person.Id);
            var signIn = SignInAsync();
            await hold.QueuedAsync(1);
            await EnforceAsync();
            Assert.NotNull((await app.DomainAsync(company)).EnforcedAt);
            await hold.ReleaseAsync();
            Assert.Equal((HttpStatusCode.Forbidden, "sso-required"), ((await signIn).Status, (await signIn).Problem));
        }

        Assert.False(await browser.IsSignedInAsync());
        Assert.False(await app.Db(db => db.Sessions.AnyAsync(row => row.UserId == person.Id)));

        Task<JsonAnswer> SignInAsync() => browser.PostJsonAsync("/login", new { email = person.Email, password = person.Password });

        Task EnforceAsync() => administrator.ActAsync($"{enforcement}/require", new { reason = "agreed with them", endsSessions = "true" });
    }

    [Fact]
    public async Task Whoever_would_be_locked_out_is_told_before()
    {
        var (company, administrator) = (await TestCompany.StartAsync(app), await app.NewAdministratorAsync());
        await MoveAsync(administrator.Id, company.Address("boss"));
        var browser = await app.SignInAsync(administrator with { Email = company.Address("boss") });
        await browser.GoAsync($"{company.Root()}/enforcement/{(await app.DomainAsync(company)).Id}/require");
        Assert.Contains("This locks you out.", browser.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_emergency_account_stays_while_a_domain_is_enforced_whoever_races()
    {
        var company = await TestCompany.StartAsync(app, enforced: true);
        var (one, two, browser) = (await app.NewEmergencyAsync(), await app.NewEmergencyAsync(), await app.SignInAdministratorAsync());
        var browsers = new[] { browser, await app.SignInAdministratorAsync() };
        foreach (var (each, id) in browsers.Zip([one.Id, two.Id]))
        {
            await each.GoAsync($"/admin/emergency-accounts/{id}/withdraw");
        }

        await using (var hold = await Hold.StartAsync(app))
        {
            await hold.RunAsync("select pg_advisory_xact_lock(hashtextextended('break-glass', 0))");
            var both = Task.WhenAll(browsers.Select(each => each.SubmitAsync("Withdraw it", new { reason = "no longer needed" })));
            await hold.QueuedAsync(2);
            await hold.ReleaseAsync();
            await both;
        }

        Assert.Single(browsers, each => each.Notice()!.StartsWith("A domain is enforced, and this is the last account", StringComparison.Ordinal));
        Assert.Equal(1, await app.Db(db => db.Users.CountAsync(row => row.IsBreakGlass)));

        // One that could not be used does not count.
        var useless = await app.NewEmergencyAsync();
        await app.Db(db => db.Users.Where(row => row.Id == useless.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, false)));
        var left = await app.Db(db => db.Users.Where(row => row.IsBreakGlass && row.Id != useless.Id).Select(row => row.Id).SingleAsync());
        await browser.ActAsync($"/admin/emergency-accounts/{left}/withdraw", new { reason = "no longer needed" });
        Assert.StartsWith("A domain is enforced", browser.Notice(), StringComparison.Ordinal);
        await app.Db(db => db.SamlDomains.ExecuteUpdateAsync(set => set.SetProperty(row => row.EnforcedAt, (DateTimeOffset?)null)));
        await browser.ActAsync($"/admin/emergency-accounts/{left}/withdraw", new { reason = "no longer needed" });
        Assert.False(await app.Db(db => db.Users.AnyAsync(row => row.Id == left && row.IsBreakGlass)));

        // Enabled again, the company would be the only way in at once.
        await app.Db(db => db.SamlDomains.ExecuteUpdateAsync(set => set.SetProperty(row => row.EnforcedAt, app.Clock.GetUtcNow())));
        await company.ChangeAsync(provider => (provider.DisabledAt, provider.TestedVersion) = (app.Clock.GetUtcNow(), provider.Version));
        await browser.ActAsync(company.Root() + "/enable", new { reason = "it is mended" });
        Assert.Contains("there is no emergency account that could sign in", browser.Notice(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_account_that_could_be_used_is_kept_for_emergencies()
    {
        var (company, browser) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        var fit = await app.NewEmergencyAsync(isKept: false);
        foreach (var (why, spoil) in new (string, Func<Task>)[]
        {
            ("no second factor", () => app.Db(db => db.Users.Where(row => row.Id == fit.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, false)))),
            ("no password", () => app.Db(db => db.Users.Where(row => row.Id == fit.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.TwoFactorEnabled, true).SetProperty(row => row.PasswordHash, (string?)null)))),
            ("company's sign-in opens", () => app.Db(async db =>
            {
                await db.Users.Where(row => row.Id == fit.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, "some"));
                db.Add(new AccountPortal.Saml.Entry.SamlIdentity { Id = Guid.CreateVersion7(), ProviderId = company.Id, Key = "k", UserId = fit.Id, MadeAccount = false, CreatedAt = app.Clock.GetUtcNow(), Email = fit.Email });
                await db.SaveChangesAsync();
            })),
        })
        {
            await spoil();
            await browser.ActAsync($"/admin/emergency-accounts/{fit.Id}/appoint", new { reason = "for the worst" });
            Assert.Equal("That account could not be used in an emergency.", browser.Notice());
            Assert.Contains(why, browser.Words(), StringComparison.Ordinal);
        }

        await app.Db(db => db.SamlIdentities.ExecuteDeleteAsync());
        await browser.ActAsync($"/admin/emergency-accounts/{fit.Id}/appoint", new { reason = "for the worst" });
        Assert.True(await app.Db(db => db.Users.AnyAsync(row => row.Id == fit.Id && row.IsBreakGlass)));
        Assert.Equal($"{fit.Email} is kept for emergencies now", Assert.Single(await app.Mail.ToAsync(fit.Email)).Subject);
        Assert.Equal("for the worst", Assert.Single(await app.EventsOfAsync(fit.Id, "break-glass-appointed")).Detail("reason"));
        await browser.GoAsync($"/admin/emergency-accounts/{(await app.NewPersonAsync()).Id}/appoint");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task The_last_emergency_account_is_neither_locked_nor_deleted_nor_stripped_while_a_domain_is_enforced()
    {
        await TestCompany.StartAsync(app, enforced: true);
        var (person, other) = (await app.NewAdministratorAsync(), await app.SignInAdministratorAsync());
        var (own, passkey) = (await app.SignInAsync(person), app.NewPasskey());
        await app.EnrolAsync(person, own);
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsBreakGlass, true)));

        await other.ActAsync($"/admin/accounts/{person.Id}/lock", new { reason = "no longer here" });
        Assert.StartsWith("This is the last emergency account", other.Notice(), StringComparison.Ordinal);
        await own.ActAsync("/account/delete", new { email = person.Email });
        Assert.StartsWith("Nothing was deleted. Yours is the last emergency account", own.Notice(), StringComparison.Ordinal);
        await own.GoAsync("/account/two-factor");
        await own.SubmitAsync("Turn off");
        Assert.StartsWith("Yours is the last emergency account", own.Notice(), StringComparison.Ordinal);

        // With a passkey the app may go; then the passkey stays.
        await own.AddAsync(passkey);
        await own.GoAsync("/account/two-factor");
        await own.SubmitAsync("Turn off");
        Assert.StartsWith("Turned off.", own.Notice(), StringComparison.Ordinal);
        await own.GoAsync("/account/passkeys");
        await own.SubmitAsync(own.Page.QuerySelector("form[action$='/remove']")!.GetAttribute("action")!);
        Assert.StartsWith("Yours is the last emergency account", own.Notice(), StringComparison.Ordinal);
        Assert.True(await app.Db(db => db.Users.AnyAsync(row => row.Id == person.Id && row.LockedAt == null && db.UserPasskeys.Any(one => one.UserId == row.Id) && !db.DeletionRequests.Any())));

        // Its owner's word that a stranger had it is not refused, and told to all.
        var link = Guid.CreateVersion7().ToString("N") + "01234567890";
        await app.Db(db =>
        {
            db.Add(new AccountPortal.EmailVerification.EmailToken
            {
                Id = Guid.CreateVersion7(), UserId = person.Id, Email = person.Email, Purpose = "not-me", CreatedAt = app.Clock.GetUtcNow(), ExpiresAt = app.Clock.GetUtcNow().AddHours(1),
                TokenHash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(link)),
            });
            return db.SaveChangesAsync();
        });
        var anybody = app.NewBrowser();
        await anybody.GoAsync($"/not-me?token={link}");
        await anybody.SubmitAsync("/not-me");
        Assert.Equal(HttpStatusCode.OK, anybody.Status);
        Assert.Equal(2, await app.Db(db => db.OutboxEmails.CountAsync(row => row.Subject.StartsWith("No emergency account"))));

        // Without a domain that is enforced nothing of it holds.
        await app.Db(db => db.SamlDomains.ExecuteUpdateAsync(set => set.SetProperty(row => row.EnforcedAt, (DateTimeOffset?)null)));
        await other.ActAsync($"/admin/accounts/{person.Id}/lock", new { reason = "no longer here" });
        Assert.StartsWith("Locked", other.Notice(), StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(Browser browser, TestCompany company)
    {
        await browser.GoAsync(company.Root() + "/enforcement");
        Assert.DoesNotContain("Require it", browser.Words(), StringComparison.Ordinal);
        await RequireAsync(browser, company);
        Assert.StartsWith("Something is missing", browser.Notice(), StringComparison.Ordinal);
    }

    private static async Task RequireAsync(Browser browser, TestCompany company)
    {
        await browser.GoAsync(company.Root() + "/domains");
        var id = browser.Page.QuerySelector("section[aria-labelledby]")!.GetAttribute("aria-labelledby")![1..];
        await browser.ActAsync($"{company.Root()}/enforcement/{Guid.ParseExact(id, "N")}/require", new { reason = "agreed with them" });
    }

    private Task<int> SetAsync(Guid id, bool isLocked) => app.Db(db => db.Users.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, isLocked ? app.Clock.GetUtcNow() : (DateTimeOffset?)null)));

    private Task<int> MoveAsync(Guid id, string email) => app.Db(db => db.Users.Where(row => row.Id == id).ExecuteUpdateAsync(
        set => set.SetProperty(row => row.Email, email).SetProperty(row => row.NormalizedEmail, email.ToUpperInvariant()).SetProperty(row => row.UserName, email).SetProperty(row => row.NormalizedUserName, email.ToUpperInvariant())));
}
