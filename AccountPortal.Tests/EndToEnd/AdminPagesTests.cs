using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The administration's pages, looked at in the real browser.</summary>
public class AdminPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [LookData]
    public async Task The_pages_of_the_administration_are_accessible(Look look)
    {
        var (administrator, person) = (await app.NewAdministratorAsync(), await app.NewPersonAsync(email: $"{look}-with-a-rather-long-address-that-has-to-break@example-of-a-long-domain.example".ToLowerInvariant()));
        await app.SignInAsync(person, userAgent: UserAgents.SafariOnIphone);
        await app.SignInAsync(person, remember: true);
        await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = "not it" });
        var failed = await app.PostAsync(Posts.NewLetter(person.Email));
        await app.SentAsync(failed);
        await app.Db(db => db.OutboxEmails.Where(mail => mail.Id == failed).ExecuteUpdateAsync(set => set
            .SetProperty(mail => mail.SentAt, (DateTimeOffset?)null).SetProperty(mail => mail.FailedAt, app.Clock.GetUtcNow()).SetProperty(mail => mail.LastError, "SMTP 550 (MailboxUnavailable)").SetProperty(mail => mail.ProtectedBody, (byte[]?)null)));
        var root = $"/admin/accounts/{person.Id}";
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                string[] pages = ["/admin", "/admin/accounts", root, $"{root}/lock", $"{root}/reset-password", "/admin/sessions/end", "/admin/activity", "/admin/activity?account=nobody", "/admin/mail", "/admin/mail?state=failed", "/admin/mail?state=sent"];
                foreach (var page in pages)
                {
                    Assert.Equal(200, (await tab.GoAsync(page)).Status);
                    foreach (var summary in (await tab.Page.GetByRole(AriaRole.Main).Locator("summary").AllAsync()).Take(2))
                    {
                        await summary.ClickAsync();
                    }

                    await LookAsync(tab, page.Replace(person.Id.ToString(), "one", StringComparison.Ordinal));
                }

                await tab.GoAsync($"{root}/lock");
                await tab.TypeAsync("Reason", "no");
                await tab.Page.EvaluateAsync("document.querySelectorAll('form').forEach(form => form.noValidate = true)");
                await tab.PressAsync("Lock account");
                await tab.SeesAsync("Say why");
                await LookAsync(tab, "admin-lock-refused");
                await tab.TypeAsync("Reason", "somebody else uses it");
                await tab.PressAsync("Lock account");
                await tab.SeesAsync("signed it out everywhere");
                await LookAsync(tab, "admin-account-locked");
                await tab.GoAsync("/admin/accounts?q=nobody-is-called-like-this");
                await LookAsync(tab, "admin-accounts-none");
            },
            look,
            signedIn: await app.SignInAsync(administrator));
    }

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name.Trim('/').Replace('/', '-').Replace('?', '-').Replace('=', '-'));
    }
}
