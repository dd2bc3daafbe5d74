using AccountPortal.Activity;
using AccountPortal.Tests.Activity;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The activity page and the strip in the real browser.</summary>
public class ActivityPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [LookData]
    public async Task Activity_is_accessible(Look look)
    {
        var person = await PersonAsync();
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/account/sessions");
                await LookAsync(tab, "activity-strip");
                await tab.FollowAsync("All activity");
                await LookAsync(tab, "activity");
                await tab.FollowAsync("Refused");
                await tab.Page.GetByRole(AriaRole.Main).Locator("summary").First.ClickAsync();
                await tab.SeesAsync("Somebody tried to sign in with a wrong password");
                await LookAsync(tab, "activity-details");
                await tab.FollowAsync("Everything");
                await tab.FollowAsync("Older");
                await LookAsync(tab, "activity-older");
                await tab.GoAsync("/account/activity?group=alerts&when=2026-01-01&session=this");
                await tab.SeesAsync("Nothing like this happened");
                await LookAsync(tab, "activity-none");
            },
            look,
            signedIn: await app.SignInAsync(person));
    }

    [Fact]
    public async Task The_filter_works_without_scripts() => await Chromium.VisitAsync(
        app,
        async tab =>
        {
            await tab.GoAsync("/account/activity");
            await tab.Page.GetByLabel("When").SelectOptionAsync("1d");
            await tab.Page.GetByLabel("This session only").CheckAsync();
            await tab.PressAsync("Show");
            Assert.Equal(1, await tab.Page.Locator(".event").CountAsync());
            var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByText("Download as CSV").ClickAsync());
            Assert.Matches(@"^activity-\d{4}-\d\d-\d\d\.csv$", download.SuggestedFilename);
        },
        javaScript: false,
        signedIn: await app.SignInAsync(await PersonAsync()));

    // Four weeks of somebody's life, with a bad night in it.
    private async Task<Person> PersonAsync()
    {
        var (person, now) = (await app.NewPersonAsync(), app.Clock.GetUtcNow());
        (string Kind, string Outcome, (string, string)[] Details)[] kinds =
        [
            (EventKind.SignIn, EventOutcome.Success, [("method", "password")]), (EventKind.SignOut, EventOutcome.Success, []), (EventKind.SignIn, EventOutcome.Success, [("method", "passkey")]),
            (EventKind.SignIn, EventOutcome.Refused, [("method", "password"), ("reason", "wrong")]), (EventKind.SignInAlert, EventOutcome.Success, []), (EventKind.PasswordChanged, EventOutcome.Success, []),
            (EventKind.SessionRevoked, EventOutcome.Success, [("device", "Firefox on Windows 11")]), (EventKind.SignInLocked, EventOutcome.Refused, []), (EventKind.AdminAccountUnlocked, EventOutcome.Success, []),
        ];
        await app.AddAsync(Enumerable.Range(1, 60).Where(number => number % 7 < 5).Select(number =>
        {
            var (kind, outcome, details) = kinds[number % kinds.Length];
            return Happened.Event(kind, outcome, now.AddHours(-11 * number), details).With(accountId: person.Id);
        }));
        return person;
    }

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }
}
