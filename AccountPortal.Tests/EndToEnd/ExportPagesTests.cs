using AccountPortal.Export;
using AccountPortal.Tests.Export;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>"Your data" in the real browser, from the wish to the file, and the page in the file.</summary>
public class ExportPagesTests
{
    [Fact]
    public async Task The_page_follows_what_goes_on_and_hands_over_the_file()
    {
        await using var app = await ExportPortal.StartAsync();
        foreach (var look in Looks.All)
        {
            var person = await app.NewPersonAsync();
            var browser = await app.SignInAsync(person);
            await Chromium.VisitAsync(app, tab => FollowAsync(app, tab, person), look, signedIn: browser);
        }
    }

    private static async Task FollowAsync(PortalApp app, Tab tab, Person person)
    {
        await tab.GoAsync("/account/export");
        await LookAsync(tab, "export");
        await tab.PressAsync("Prepare my data");
        await tab.SeesAsync("We are preparing your data");
        var id = (await app.Db(db => Task.FromResult(db.DataExports.Single(export => export.UserId == person.Id)))).Id;
        await app.SetAsync(id, "state = 'running', rows_done = 1234, rows_total = 5000, lease_until = now() + interval '1 hour'");
        // The page itself shows it, without being loaded again.
        await tab.SeesAsync("1,234 of 5,000 entries");
        await LookAsync(tab, "export-running");
        await app.SetAsync(id, "lease_until = null");
        await app.MakeAllAsync();
        await tab.SeesAsync("Your data is ready");
        await LookAsync(tab, "export-ready");
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Download" }).ClickAsync());
        Assert.EndsWith(".zip", download.SuggestedFilename, StringComparison.Ordinal);
        var archive = new ReadArchive(await File.ReadAllBytesAsync(await download.PathAsync()));
        // The page finds out by itself that it has left.
        await tab.SeesAsync("You have your data");
        await LookAsync(tab, "export-fetched");
        await LookIntoAsync(tab, archive);
        foreach (var state in new[] { ExportState.Failed, ExportState.Expired })
        {
            await app.SetAsync(id, "state = $2", state);
            await tab.GoAsync("/account/export");
            await LookAsync(tab, $"export-{state}");
        }
    }

    // As from the disk of whoever took it along.
    private static async Task LookIntoAsync(Tab tab, ReadArchive archive)
    {
        var folder = Directory.CreateTempSubdirectory("archive-");
        try
        {
            var path = Path.Combine(folder.FullName, "index.html");
            await File.WriteAllBytesAsync(path, archive.Files["index.html"]);
            var requests = new List<string>();
            tab.Page.Request += (_, request) => requests.Add(request.Url);
            await tab.GoAsync($"file://{path}");
            await tab.SeesAsync("Browsers that are signed in");
            await LookAsync(tab, "export-index");
            Assert.Single(requests);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }
}
