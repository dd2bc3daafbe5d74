using System.Net;
using AccountPortal.Saml.Entry;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Passkeys;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml;

/// <summary>The sign-in page leads by the domain; where a company's sign-in is enforced there is no way round it but the emergency accounts.</summary>
public class EnforcedDomainTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task The_address_leads_to_the_company_whether_or_not_somebody_has_it()
    {
        var company = await TestCompany.StartAsync(app);
        await app.NewPersonAsync(email: company.Address("known"));
        foreach (var name in new[] { "known", "unknown" })
        {
            var browser = app.NewBrowser();
            await browser.GoAsync("/sign-in?returnUrl=%2Faccount%2Fsessions");
            await browser.SubmitAsync("/sign-in", new { email = company.Address(name) });
            Assert.Equal($"/saml/{company.Slug}/sign-in", browser.Path);
            Assert.Contains(company.Address(name), browser.Text, StringComparison.Ordinal);
            // Not enforced: the password is another way.
            await browser.ClickAsync("Use your password");
            Assert.Equal("/sign-in/password", browser.Path);
        }

        var own = app.NewBrowser();
        await own.GoAsync("/sign-in?returnUrl=%2Faccount%2Fsessions");
        await own.SubmitAsync("/sign-in", new { email = company.Address("new") });
        await company.PostAsync(own, company.Asked(own), company.Address("new"));
        Assert.Equal("/account/sessions", own.Path);
    }

    [Fact]
    public async Task Only_verified_domains_of_enabled_providers_lead_anywhere()
    {
        var unverified = await TestCompany.StartAsync(app, verified: false, enforced: true);
        var draft = await TestCompany.StartAsync(app, provider => provider.EnabledAt = null, enforced: true);
        var disabled = await TestCompany.StartAsync(app, provider => provider.DisabledAt = app.Clock.GetUtcNow(), enforced: true);
        foreach (var company in new[] { unverified, draft, disabled })
        {
            var person = await app.NewPersonAsync(email: company.Address());
            var browser = app.NewBrowser();
            await browser.GoAsync("/sign-in");
            await browser.SubmitAsync("/sign-in", new { email = person.Email });
            Assert.Equal("/sign-in/password", browser.Path);
            await browser.SubmitAsync("/sign-in/password", new { password = person.Password });
            Assert.True(await browser.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task An_enforced_domain_takes_no_password_and_says_the_same_to_everybody()
    {
        var company = await TestCompany.StartAsync(app, enforced: true);
        var person = await app.NewPersonAsync(email: company.Address());
        (string Email, string Password)[] tries = [(person.Email, person.Password), (person.Email, "a wrong password"), (company.Address("unknown"), "a wrong password")];
        var answers = new List<string>();
        foreach (var (email, password) in tries)
        {
            var answer = await app.NewBrowser().PostJsonAsync("/login", new { email, password });
            Assert.Equal((HttpStatusCode.Forbidden, "sso-required"), (answer.Status, answer.Problem));
            Assert.Contains($"/saml/{company.Slug}/sign-in", answer.Text, StringComparison.Ordinal);
            answers.Add(System.Text.RegularExpressions.Regex.Replace(answer.Text, "\"traceId\":\"[^\"]*\"", ""));
            var browser = app.NewBrowser();
            await browser.GoAsync("/sign-in");
            await browser.SubmitAsync("/sign-in", new { email });
            await browser.GoAsync("/sign-in/password");
            await browser.SubmitAsync("/sign-in/password", new { password });
            Assert.Equal($"/saml/{company.Slug}/sign-in", browser.Path);
            Assert.False(await browser.IsSignedInAsync());
        }

        Assert.Single(answers.Distinct());
        // What was right, and what was guessed: its owner sees both.
        Assert.Equal(["company", "company", "wrong", "wrong"], (await app.EventsOfAsync(person.Id, "sign-in")).Select(happened => happened.Detail("reason")).Order());
    }

    [Fact]
    public async Task An_enforced_domain_sets_no_password_and_changes_no_address()
    {
        var company = await TestCompany.StartAsync(app);
        var person = await app.NewPersonAsync(email: company.Address());
        var inside = await app.SignInAsync(person);
        var outside = await app.SignInAsync(await app.NewPersonAsync());
        await app.Db(db => db.SamlDomains.Where(row => row.ProviderId == company.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.EnforcedAt, app.Clock.GetUtcNow())));

        var browser = app.NewBrowser();
        foreach (var email in new[] { person.Email, company.Address("unknown") })
        {
            await browser.GoAsync("/forgot-password");
            await browser.SubmitAsync("/forgot-password", new { email });
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
            Assert.Contains("sign in through", browser.Text, StringComparison.Ordinal);
        }

        Assert.False(await app.Db(db => db.EmailTokens.AnyAsync(row => row.UserId == person.Id)));
        foreach (var (who, newEmail) in new[] { (inside, "elsewhere@example.com"), (outside, company.Address("intruder")) })
        {
            await who.GoAsync("/account/email");
            await who.SubmitAsync("/account/email", new { newEmail, currentPassword = person.Password });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, who.Status);
            Assert.Contains("looks after this address", who.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_enforced_domain_takes_no_passkey()
    {
        var company = await TestCompany.StartAsync(app);
        var (person, _, passkey) = await app.NewPasskeyPersonAsync();
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Email, company.Address()).SetProperty(row => row.NormalizedEmail, company.Address().ToUpperInvariant())));
        foreach (var isEnforced in new[] { false, true })
        {
            await EnforceAsync(company, isEnforced);
            var browser = app.NewBrowser();
            await browser.SignInWithAsync(passkey);
            Assert.Equal(!isEnforced, await browser.IsSignedInAsync());
            Assert.Equal(isEnforced, browser.Text.Contains("through its own sign-in alone", StringComparison.Ordinal));
        }

        var refused = Assert.Single(await app.EventsOfAsync(person.Id, "sign-in"), happened => happened.Outcome == "refused");
        Assert.Equal(("passkey", "company"), (refused.Detail("method"), refused.Detail("reason")));
    }

    [Fact]
    public async Task What_was_asked_for_before_is_not_confirmed_after()
    {
        var company = await TestCompany.StartAsync(app);
        var (leaver, joiner, newcomer) = (await app.NewPersonAsync(email: company.Address("leaver")), await app.NewPersonAsync(), company.Address("newcomer"));
        var (leaving, joining) = (People.New().Email, company.Address("joiner"));
        var (inside, outside, fresh) = (await app.SignInAsync(leaver), await app.SignInAsync(joiner), app.NewBrowser());
        foreach (var (who, person, newEmail) in new[] { (inside, leaver, leaving), (outside, joiner, joining) })
        {
            await who.GoAsync("/account/email");
            await who.SubmitAsync("/account/email", new { newEmail, currentPassword = person.Password });
        }

        await fresh.GoAsync("/sign-up");
        await fresh.SubmitAsync("/sign-up", new { email = newcomer, password = "correct horse battery staple" });
        await fresh.GoAsync("/forgot-password");
        await fresh.SubmitAsync("/forgot-password", new { email = leaver.Email });
        (Browser Browser, string Link, string Button, object Fields)[] links =
        [
            (inside, await app.Mail.LastLinkAsync(leaving, "/verify-email"), "Confirm my address", new { }),
            (outside, await app.Mail.LastLinkAsync(joining, "/verify-email"), "Confirm my address", new { }),
            (fresh, await app.Mail.LastLinkAsync(newcomer, "/verify-email"), "Confirm my address", new { password = "correct horse battery staple" }),
        ];
        var forgetful = app.NewBrowser();
        await forgetful.GoAsync(await app.Mail.LastLinkAsync(leaver.Email, "/reset-password"));

        await EnforceAsync(company, true);
        foreach (var (browser, link, button, fields) in links)
        {
            await browser.GoAsync(link);
            await browser.SubmitAsync(button, fields);
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
            Assert.Contains("looks after this address", browser.Text, StringComparison.Ordinal);
        }

        await forgetful.SubmitAsync("/reset-password", new { newPassword = "another horse battery staple" });
        Assert.Equal(HttpStatusCode.Forbidden, forgetful.Status);
        await forgetful.GoAsync("/reset-password");
        Assert.Equal(HttpStatusCode.Forbidden, forgetful.Status);
        Assert.True(await inside.IsSignedInAsync());
        Assert.Equal([leaver.Email, joiner.Email], await app.Db(db => db.Users.Where(row => row.Id == joiner.Id || row.Id == leaver.Id).OrderBy(row => row.Id == joiner.Id).Select(row => row.Email!).ToArrayAsync()));
        Assert.False(await app.Db(db => db.Users.AnyAsync(row => row.Email == newcomer && row.EmailConfirmed)));

        // The positive twin: without it the same links work.
        await EnforceAsync(company, false);
        foreach (var (browser, link, button, fields) in links)
        {
            await browser.GoAsync(link);
            await browser.SubmitAsync(button, fields);
            Assert.Equal("/account", browser.Path);
        }
    }

    [Fact]
    public async Task An_enforced_domain_signs_nobody_up()
    {
        var company = await TestCompany.StartAsync(app, enforced: true);
        await app.NewPersonAsync(email: company.Address("known"));
        foreach (var name in new[] { "known", "unknown" })
        {
            var (email, password) = (company.Address(name), "correct horse battery staple");
            var browser = app.NewBrowser();
            await browser.GoAsync("/sign-up");
            await browser.SubmitAsync("/sign-up", new { email, password });
            Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
            Assert.Contains("sign in through", browser.Text, StringComparison.Ordinal);
            var answer = await app.NewBrowser().PostJsonAsync("/signup", new { email, password });
            Assert.Equal((HttpStatusCode.Forbidden, "sso-required"), (answer.Status, answer.Problem));
            Assert.Empty(await app.Mail.ToAsync(email));
        }

        Assert.Equal(1, await app.Db(db => db.Users.CountAsync(row => row.Email!.EndsWith(company.Domain))));
    }

    [Fact]
    public async Task An_emergency_account_gets_in_and_every_use_is_told()
    {
        var company = await TestCompany.StartAsync(app, enforced: true);
        var person = await app.NewAdministratorAsync(company.Address("emergency"));
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsBreakGlass, true)));
        Assert.Equal("sso-required", (await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = "a wrong password" })).Problem);
        var browser = await app.SignInAsync(person);
        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal(1, await app.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == "break-glass-used")));
        Assert.Equal(1, await app.Db(db => db.OutboxEmails.CountAsync(row => row.To == person.Email && row.Subject.StartsWith("An emergency account"))));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_undone_change_of_address_leads_out_of_no_company_and_shuts_a_strangers_out(bool isEnforced, bool isTheirs)
    {
        var (company, other) = (await TestCompany.StartAsync(app), await TestCompany.StartAsync(app));
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("/account/email", new { newEmail = company.Address("moved"), currentPassword = person.Password });
        await browser.GoAsync(await app.Mail.LastLinkAsync(company.Address("moved"), "/verify-email"));
        await browser.SubmitAsync("Confirm my address");
        await app.Db(async db =>
        {
            var role = new IdentityRole<Guid>($"role{Guid.CreateVersion7():N}") { Id = Guid.CreateVersion7() };
            role.NormalizedName = role.Name!.ToUpperInvariant();
            db.Add(role);
            db.Add(new IdentityUserRole<Guid> { UserId = person.Id, RoleId = role.Id });
            db.Add(new SamlIdentity
            {
                Id = Guid.CreateVersion7(), ProviderId = isTheirs ? company.Id : other.Id, Key = "k", UserId = person.Id, MadeAccount = false, CreatedAt = app.Clock.GetUtcNow(), Email = company.Address("moved"),
                Roles = [role.Name],
            });
            await db.SaveChangesAsync();
        });
        var owner = app.NewBrowser();
        await owner.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/undo-email-change"));
        await EnforceAsync(company, isEnforced);
        await owner.SubmitAsync("/undo-email-change");
        var isHeld = isEnforced && isTheirs;
        Assert.Equal(isHeld ? HttpStatusCode.Forbidden : HttpStatusCode.OK, owner.Status);
        Assert.Equal(isHeld, owner.Text.Contains("Your company looks after this account", StringComparison.Ordinal));
        Assert.Equal(isHeld ? company.Address("moved") : person.Email, await app.Db(db => db.Users.Where(row => row.Id == person.Id).Select(row => row.Email).SingleAsync()));
        Assert.Equal(isHeld, await app.Db(db => db.SamlIdentities.AnyAsync(row => row.UserId == person.Id)));
        Assert.Equal(isHeld, await app.Db(db => db.UserRoles.AnyAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task Whoever_administers_no_longer_has_no_way_round_the_company()
    {
        var company = await TestCompany.StartAsync(app, enforced: true);
        var person = await app.NewAdministratorAsync(company.Address("former"));
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsBreakGlass, true)));
        await app.RevokeAsync(person.Email);
        Assert.False(await app.Db(db => db.Users.AnyAsync(row => row.Id == person.Id && row.IsBreakGlass)));
        Assert.Single(await app.EventsOfAsync(person.Id, "break-glass-withdrawn"));

        // As when the settings name them no more.
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsBreakGlass, true)));
        Assert.Equal("sso-required", (await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Problem);
        var browser = await app.SignInAdministratorAsync();
        await browser.ActAsync($"/admin/emergency-accounts/{person.Id}/withdraw", new { reason = "left the team" });
        Assert.False(await app.Db(db => db.Users.AnyAsync(row => row.Id == person.Id && row.IsBreakGlass)));
    }

    private Task<int> EnforceAsync(TestCompany company, bool isEnforced)
    {
        DateTimeOffset? at = isEnforced ? app.Clock.GetUtcNow() : null;
        return app.Db(db => db.SamlDomains.Where(row => row.ProviderId == company.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.EnforcedAt, at)));
    }
}
