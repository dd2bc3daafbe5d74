using AccountPortal.SharedAccounts;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.SharedAccounts.Simulation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The page of shared accounts and what it asks, looked at in the real browser, with findings as they come out of histories.</summary>
public class SharedAccountsPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] Acts = ["tell", "limit?sessions=3", "settle"];

    [Theory]
    [LookData]
    public async Task The_pages_of_shared_accounts_are_accessible(Look look)
    {
        var administrator = await app.NewAdministratorAsync();
        var found = await FoundAsync($"{look}-shared-with-a-rather-long-address-that-has-to-break@example-of-a-long-domain.example", SimulatedKind.SharedWithStrangers);
        var done = await FoundAsync($"{look}-team@example.com", SimulatedKind.SharedByTeam);
        var now = app.Clock.GetUtcNow();
        await app.Db(db => db.SharedAccountFindings.Where(row => row.UserId == done.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.OwnerToldAt, now.AddDays(-2))));
        await app.Db(db => db.Users.Where(row => row.Id == done.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.MaxSessions, 2)));
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/admin/shared-accounts");
                foreach (var person in new[] { found, done })
                {
                    await Row(tab, person).Locator("summary").ClickAsync();
                }

                Assert.Equal("3", await Row(tab, found).GetByRole(AriaRole.Spinbutton).InputValueAsync());
                Assert.Equal("2", await Row(tab, done).GetByRole(AriaRole.Spinbutton).InputValueAsync());
                await LookAsync(tab, "shared-accounts");
                foreach (var act in Acts)
                {
                    Assert.Equal(200, (await tab.GoAsync($"/admin/shared-accounts/{found.Id}/{act}")).Status);
                    await LookAsync(tab, $"shared-accounts-{act[..4]}");
                }
            },
            look,
            signedIn: await app.SignInAsync(administrator));
    }

    private static ILocator Row(Tab tab, Person person) => tab.Page.Locator(".row", new() { HasText = person.Email });

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }

    private async Task<Person> FoundAsync(string email, SimulatedKind kind)
    {
        var (person, score) = (await app.NewPersonAsync(email: email.ToLowerInvariant()), SharedAccountScore.Of(SimulatedHistory.Make(kind, SimulatedRange.A, 7).Traces));
        await app.With(async (SharedAccountFindings findings) =>
        {
            await findings.RecordAsync(person.Id, score, CancellationToken.None);
            return true;
        });
        return person;
    }
}
