using AccountPortal.Tests.Settings;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Inactivity;

/// <summary>The command that says whom it would meet, as an operator runs it.</summary>
public class InactiveCommandTests(InactivityPortal portal) : IClassFixture<InactivityPortal>
{
    private readonly PortalApp app = portal.App;

    [Fact]
    public async Task It_lists_whom_it_would_meet_and_changes_nothing()
    {
        var (old, _) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var since = DateTimeOffset.UnixEpoch.AddYears(50);
        var id = Guid.CreateVersion7(since);
        await app.Db(db => db.Database.ExecuteSqlAsync($"update users set id = {id}, created_at = {since} where id = {old.Id}"));
        var settings = new Dictionary<string, string?>(InactivityPortal.Settings) { ["ConnectionStrings:Portal"] = app.Database.ConnectionString };
        // A setting may follow the bare word.
        Assert.Equal((0, $"{id}  2020-01-01  mail{Environment.NewLine}To mail: 1. To lock: 0. To delete: 0.", ""), await RunAsync(settings, "inactive", "--dry-run", "--Inactivity:LockAfter=396.00:00:00"));
        Assert.Equal((0, 0, 0), await app.Db(async db => (await db.OutboxEmails.CountAsync(), await db.AccountNotices.CountAsync(), await db.SecurityEvents.CountAsync())));
        settings["Inactivity:WarnAfter"] = settings["Inactivity:LockAfter"] = settings["Inactivity:DeleteAfter"] = "";
        Assert.Equal((0, "Inactivity:WarnAfter is not set: accounts that nobody uses are left as they are.", ""), await RunAsync(settings, "inactive", "--dry-run"));
    }

    [Fact]
    public async Task There_is_no_way_to_do_it_by_hand()
    {
        var (exitCode, output, error) = await RunAsync([], "inactive");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("Use inactive --dry-run.", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(Dictionary<string, string?> settings, params string[] arguments)
    {
        await using var process = PortalProcess.Start("Development", settings, arguments);
        return await process.EndWithOutputAsync();
    }
}
