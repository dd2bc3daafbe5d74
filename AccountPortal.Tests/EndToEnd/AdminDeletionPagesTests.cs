using AccountPortal.Deletion;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Deletion;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The administration's pages about deletions, looked at in the real browser.</summary>
public class AdminDeletionPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task The_pages_about_deletions_are_accessible_in_every_look()
    {
        var (administrator, asking, about) = (await app.NewAdministratorAsync(), await app.SignInAdministratorAsync(), await app.NewPersonAsync(email: "somebody-with-a-rather-long-address-that-has-to-break@example-of-a-long-domain.example"));
        foreach (var (days, cause) in new[] { (3, DeletionCause.Owner), (12, DeletionCause.Owner), (29, DeletionCause.Inactive) })
        {
            await app.RequestErasureAsync((await app.NewPersonAsync()).Id, TimeSpan.FromDays(days), cause);
        }

        var failing = await app.NewPersonAsync();
        await app.RequestErasureAsync(failing.Id, TimeSpan.FromDays(1));
        await app.Db(db => db.DeletionRequests.Where(row => row.UserId == failing.Id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Attempts, 3).SetProperty(row => row.NextAttemptAt, app.Clock.GetUtcNow().AddMinutes(20)).SetProperty(row => row.LastError, "rows: PostgreSQL 23503 at device_sessions")));
        await asking.ActAsync($"/admin/accounts/{about.Id}/delete", new { reason = "sends thousands of invitations to strangers", confirmation = about.Email });
        var signedIn = await app.SignInAsync(administrator);
        foreach (var look in Looks.All)
        {
            await Chromium.VisitAsync(app, async tab => await WalkAsync(tab, about, failing), look, signedIn: signedIn);
        }
    }

    private static async Task WalkAsync(Tab tab, Person about, Person failing)
    {
        var (one, other) = ($"/admin/accounts/{about.Id}", $"/admin/accounts/{failing.Id}");
        foreach (var (page, name) in new[]
        {
            ("/admin", "today-deletions"), ("/admin/deletions", "deletions"), ("/admin/deletions?state=failing", "deletions-failing"), ("/admin/deletions?state=asked", "deletions-asked"),
            (one, "account-asked"), (other, "account-failing"), ($"{other}/delete", "delete-at-once"), ($"{one}/delete/agree", "delete-agree"), ($"{one}/delete/decline", "delete-decline"),
        })
        {
            Assert.Equal(200, (await tab.GoAsync(page)).Status);
            await tab.AssertAccessibleAsync();
            await tab.ScreenshotAsync($"admin-{name}");
        }
    }
}
