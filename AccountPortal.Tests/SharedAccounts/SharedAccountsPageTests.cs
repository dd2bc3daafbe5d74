using System.Net;
using AccountPortal.SharedAccounts;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.SharedAccounts;

/// <summary>What administrators see of shared accounts, and what they can do.</summary>
public class SharedAccountsPageTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_finding_is_shown_with_its_score_and_why()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await FoundAsync(99));
        await browser.GoAsync("/admin/shared-accounts");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        var row = browser.Page.QuerySelectorAll(".row").Single(row => row.TextContent.Contains(person.Email, StringComparison.Ordinal));
        Assert.Equal("99", row.QuerySelector("meter")!.GetAttribute("value"));
        Assert.Contains("99 of 100", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Many devices: 20 points. Devices: 9 devices within a week", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_administrators_see_it()
    {
        var (browser, found) = (await app.SignInAsync(await app.NewPersonAsync()), await FoundAsync(90));
        await browser.GoAsync("/admin/shared-accounts");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.DoesNotContain(found.Email, browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_is_written_to_once_a_month_at_most()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await FoundAsync(90));
        var path = $"/admin/shared-accounts/{person.Id}/tell";
        await browser.ActAsync(path, new { reason = "looks shared", message = "Each person needs an account." });
        Assert.Equal("The owner gets a mail.", browser.Notice());
        await browser.ActAsync(path, new { reason = "once more" });
        Assert.Equal("The owner had a mail less than a month ago.", browser.Notice());
        Assert.Single(await MailsAsync(person));
        Assert.Equal("looks shared", Assert.Single(await app.EventsOfAsync(person.Id, "admin-shared-account-told")).Details.Values.Single());

        var longAgo = app.Clock.GetUtcNow() - SharedAccountFindings.TellsAgain;
        await app.Db(db => db.SharedAccountFindings.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.OwnerToldAt, longAgo)));
        await browser.ActAsync(path, new { reason = "a month later" });
        Assert.Equal(2, (await MailsAsync(person)).Count);
    }

    [Fact]
    public async Task The_sessions_of_the_account_can_be_limited()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await FoundAsync(90));
        await browser.GoAsync("/admin/shared-accounts");
        await browser.SubmitAsync($"/admin/shared-accounts/{person.Id}/limit", new { sessions = "2" });
        await browser.SubmitAsync("Limit to 2 sessions", new { reason = "one person, two devices" });
        Assert.Equal("Limited to 2 sessions.", browser.Notice());
        Assert.Equal(2, await app.Db(db => db.Users.Where(account => account.Id == person.Id).Select(account => account.MaxSessions).SingleAsync()));
        Assert.Equal("2", Assert.Single(await app.EventsOfAsync(person.Id, "admin-sessions-limited")).Details["sessions"]);
    }

    [Fact]
    public async Task What_is_all_right_is_hidden_and_keeps_the_reason()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await FoundAsync(90));
        await browser.ActAsync($"/admin/shared-accounts/{person.Id}/settle", new { reason = "a couple, says support" });
        Assert.DoesNotContain(person.Email, browser.Text, StringComparison.Ordinal);
        Assert.Equal("a couple, says support", await app.Db(db => db.SharedAccountFindings.Where(row => row.UserId == person.Id).Select(row => row.SettledReason).SingleAsync()));
        Assert.Single(await app.EventsOfAsync(person.Id, "admin-shared-account-settled"));
    }

    [Theory]
    [InlineData("tell", "Send the message")]
    [InlineData("limit?sessions=1", "Limit to 1 session")]
    [InlineData("settle", "It's all right")]
    public async Task Each_act_asks_for_a_reason_and_is_nowhere_without_a_finding(string act, string button)
    {
        var (browser, person, other) = (await app.SignInAdministratorAsync(), await FoundAsync(90), await app.NewPersonAsync());
        await browser.GoAsync($"/admin/shared-accounts/{person.Id}/{act}");
        await browser.SubmitAsync(button, new { reason = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.GoAsync($"/admin/shared-accounts/{other.Id}/{act}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Many_findings_come_in_pages_without_a_gap()
    {
        await using var own = await PortalApp.StartAsync();
        var browser = await own.SignInAdministratorAsync();
        List<string> expected = [];
        for (var number = 0; number <= SharedAccountsQuery.PageSize; number++)
        {
            expected.Add((await FoundAsync(60 + (number % 3), own)).Email);
        }

        await browser.GoAsync("/admin/shared-accounts");
        var seen = Emails(browser);
        Assert.Equal(SharedAccountsQuery.PageSize, seen.Count);
        await browser.ClickAsync("Lower");
        Assert.Equal(expected.Order(), seen.Concat(Emails(browser)).Order());
    }

    private static List<string> Emails(Browser browser) => [.. browser.Page.QuerySelectorAll(".row .name").Select(name => name.TextContent.Trim())];

    private Task<List<string>> MailsAsync(Person person) =>
        app.Db(db => db.OutboxEmails.Where(mail => mail.To == person.Email).Select(mail => mail.Subject).ToListAsync());

    private async Task<Person> FoundAsync(int score, PortalApp? on = null)
    {
        var node = on ?? app;
        var person = await node.NewPersonAsync();
        await node.With(async (SharedAccountFindings findings) =>
        {
            await findings.RecordAsync(person.Id, new SharedAccountScore(score, [new FindingPart("devices", 20, new() { ["Devices"] = "9 devices within a week" })]), CancellationToken.None);
            return true;
        });
        return person;
    }
}
