using System.Net;
using AccountPortal.Passkeys;
using AccountPortal.Retention;
using AccountPortal.Tests.Admin;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Retention;

/// <summary>What administrators and the document say about the rules is what the rules do.</summary>
public class RetentionPageTests(QuietPortal portal) : IClassFixture<QuietPortal>, IAsyncLifetime
{
    private readonly PortalApp app = portal.App;

    public Task InitializeAsync() => portal.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_rule_says_what_goes_when_and_what_it_did()
    {
        var now = app.Clock.GetUtcNow();
        await app.Db(db =>
        {
            db.AddRange(Enumerable.Range(0, 3).Select(number => new SpentChallenge { Hash = [(byte)number], ExpiresAt = now }));
            db.Add(new SpentChallenge { Hash = [9], ExpiresAt = now.AddMinutes(1) });
            db.AddRange(
                new RetentionRun { Id = Guid.CreateVersion7(), Rule = "mails", StartedAt = now.AddDays(-29), EndedAt = now.AddDays(-29), Rows = 1234 },
                new RetentionRun { Id = Guid.CreateVersion7(), Rule = "mails", StartedAt = now.AddDays(-31), EndedAt = now.AddDays(-31), Rows = 50 },
                new RetentionRun { Id = Guid.CreateVersion7(), Rule = "mails", StartedAt = now.AddHours(-1), EndedAt = now.AddHours(-1).AddMinutes(2), Rows = 1, Error = "PostgresException 42P01" });
            return db.SaveChangesAsync();
        });
        await app.ApplyAsync("spent-challenges");
        var browser = await app.SignInAdministratorAsync();
        await browser.GoAsync("/admin");
        Assert.Contains(browser.Page.QuerySelectorAll("nav a"), link => link.GetAttribute("href") == "/admin/retention");
        await browser.GoAsync("/admin/retention");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        foreach (var rule in app.Services.GetRequiredService<RetentionCatalogue>().Rules)
        {
            var row = Row(browser, rule.Name);
            Assert.Contains(rule.Title, row, StringComparison.Ordinal);
            Assert.Contains(rule.Says, row, StringComparison.Ordinal);
            Assert.Contains(rule.Steps.Count == 0 ? "turned off" : $"kept: {rule.KeptFor}", row, StringComparison.Ordinal);
            Assert.Contains(rule.Setting ?? "", row, StringComparison.Ordinal);
        }

        Assert.Matches("oldest there is: .*3 rows in 30 days.*took less than a second.*3 rows", Row(browser, "spent-challenges"));
        Assert.Matches("1,235 rows in 30 days.*took 2 minutes.*1 row .*Failed at the last run: PostgresException 42P01", Row(browser, "mails"));
        Assert.Contains("not applied yet", Row(browser, "throttles"), StringComparison.Ordinal);
        Assert.StartsWith("1 rule failed at the last run.", browser.Notice(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_administrators_see_it()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/admin/retention");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }

    [Fact]
    public void The_document_says_the_same()
    {
        var lines = File.ReadAllLines(Path.Combine(SourceTree.Root, "docs", "security.md")).SkipWhile(line => line != "## Retention (14.2.7)").TakeWhile((line, number) => number == 0 || !line.StartsWith("## ", StringComparison.Ordinal));
        var told = lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).ToList();
        var rules = app.Services.GetRequiredService<RetentionCatalogue>().Rules.Select(rule => $"| {rule.Title} | {rule.Says} | {rule.KeptFor} | {(rule.Setting is { } setting ? $"`{setting}`" : "")} |");
        Assert.Equal(rules, told);
    }

    private static string Row(Browser browser, string rule) => PageForm.TextOf(browser.Page.GetElementById(rule)!);
}
