using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Deletion;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The way out of an account and back, looked at in the real browser.</summary>
public class DeletionPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task The_way_out_and_back_is_accessible_in_every_look()
    {
        foreach (var look in Looks.All)
        {
            var person = await app.NewPersonAsync(email: $"leaving-{look}.with-a-rather-long-address@example-of-a-long-domain.example".ToLowerInvariant());
            await Chromium.VisitAsync(
                app,
                async tab =>
                {
                    await tab.GoAsync("/account/delete");
                    await LookAsync(tab, "delete");
                    await tab.TypeAsync("Type your email address to confirm", "somebody@example.com");
                    await tab.PressAsync("Delete my account in 30 days");
                    await tab.SeesAsync("That is not the address of this account.");
                    await LookAsync(tab, "delete-refused");
                    await tab.TypeAsync("Type your email address to confirm", person.Email);
                    await tab.PressAsync("Delete my account in 30 days");
                    await tab.SeesAsync("29 days, 23 hours");
                    await LookAsync(tab, "delete-countdown");
                    var link = await app.KeepLinkAsync(person);
                    await tab.GoAsync(new Uri(link).PathAndQuery);
                    await LookAsync(tab, "keep-account");
                    await tab.PressAsync("Keep my account");
                    await tab.SeesAsync("Your account is kept");
                    await LookAsync(tab, "keep-account-kept");
                    await tab.GoAsync(new Uri(link).PathAndQuery);
                    await LookAsync(tab, "keep-account-gone");
                },
                look,
                signedIn: await app.SignInAsync(person));
        }
    }

    [Fact]
    public async Task The_countdown_ticks_and_its_end_is_told()
    {
        var person = await app.NewPersonAsync();
        await app.InsertDeletionAsync(person.Id, left: TimeSpan.FromMinutes(30));
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/account/delete");
                var words = tab.Page.Locator("[data-words]");
                var first = await words.TextContentAsync();
                await Assertions.Expect(words).Not.ToHaveTextAsync(first!);
                // At once: it may tick between two questions.
                var said = await tab.Page.EvaluateAsync<string[]>("[document.querySelector('[data-words]').textContent, document.querySelector('svg.ring').getAttribute('aria-label')]");
                Assert.Equal($"{said[0]} left of 30 days", said[1]);
                var (soon, later) = (app.Clock.GetUtcNow().AddSeconds(3), app.Clock.GetUtcNow().AddHours(1));
                // The eraser has its pauses, and its turn comes later here: until then the page has to tell what is so.
                await app.Db(db => db.DeletionRequests.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.ExecuteAt, soon).SetProperty(row => row.NextAttemptAt, later)));
                await tab.GoAsync("/account/delete");
                await tab.SeesAsync("Your account is being deleted");
                await LookAsync(tab, "delete-over");
                await tab.PressAsync("Keep my account");
                await tab.SeesAsync("Your account is kept");
            },
            signedIn: await app.SignInAsync(person));
    }

    [Fact]
    public async Task It_all_works_without_scripts()
    {
        var person = await app.NewPersonAsync();
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/account");
                await tab.FollowAsync("Delete account");
                await tab.TypeAsync("Type your email address to confirm", person.Email);
                await tab.PressAsync("Delete my account in 30 days");
                await tab.SeesAsync("29 days, 23 hours");
                await tab.PressAsync("Keep my account");
                await tab.SeesAsync("Your account is kept");
            },
            javaScript: false,
            signedIn: await app.SignInAsync(person));
    }

    [Fact]
    public async Task The_administrators_page_of_an_account_on_its_way_out_is_accessible()
    {
        var person = await app.NewPersonAsync();
        await app.InsertDeletionAsync(person.Id);
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync($"/admin/accounts/{person.Id}");
                await LookAsync(tab, "admin-account-deletion");
                await tab.FollowAsync("Cancel the deletion …");
                await LookAsync(tab, "admin-account-keep");
            },
            Look.PhoneDark,
            signedIn: await app.SignInAdministratorAsync());
    }

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }
}
