using System.Net;
using AccountPortal.Activity;

namespace AccountPortal.Tests.Activity;

/// <summary>The same events as a file.</summary>
public class ActivityCsvTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 14, 5, 6, 789, TimeSpan.Zero);

    [Fact]
    public async Task It_is_a_file_of_its_own_that_nobody_keeps()
    {
        var browser = await BrowserAsync(Happened.Event(EventKind.DeviceNamed, at: At, details: ("name", "Küche, blau")));
        await browser.GoAsync("/account/activity?group=changes");
        await browser.ClickAsync("Download as CSV, all of it");
        Assert.Equal("/account/activity.csv?group=changes", browser.Path);
        var headers = browser.Response.Content.Headers;
        Assert.Equal("text/csv; charset=utf-8; header=present", headers.ContentType!.ToString());
        Assert.Equal("attachment", headers.ContentDisposition!.DispositionType);
        Assert.Matches(@"^activity-\d{4}-\d\d-\d\d\.csv$", headers.ContentDisposition.FileName!);
        Assert.Equal("no-store", browser.Response.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", browser.Response.Headers.GetValues("X-Content-Type-Options").Single());
        var bytes = await browser.Response.Content.ReadAsByteArrayAsync();
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal(
            "time,event,kind,outcome,device,address,network,city,country,session\r\n"
            + """"2026-11-21T14:05:06.789Z,"Named a device ""Küche, blau""",device-named,success,Firefox on Windows 11,203.0.113.7,,Berlin,DE,"""" + "\r\n",
            System.Text.Encoding.UTF8.GetString(bytes[3..]));
    }

    [Theory]
    [InlineData("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("\t=1", "'\t=1")]
    public async Task A_device_that_calls_itself_a_formula_is_text(string device, string cell)
    {
        var browser = await BrowserAsync(Happened.Event(EventKind.ProfileChanged, at: At).With(device: device));
        await browser.GoAsync("/account/activity.csv?group=changes");
        Assert.Contains($",success,{cell},203.0.113.7", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASVS_16_2_4_More_than_is_read_at_once_comes_whole_in_order_and_by_the_filter()
    {
        const int Count = (2 * ActivityLog.Portion) + 1;
        var person = await app.NewPersonAsync();
        await app.AddAsync(Enumerable.Range(0, Count).Select(number => Happened.Event(EventKind.DeviceNamed, at: At.AddSeconds(-number / 3), details: ("name", $"no. {number}")).With(accountId: person.Id)));
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/activity.csv?group=changes");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.True(browser.Response.Headers.TransferEncodingChunked);
        var lines = browser.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(Count, lines.Distinct().Count());
        Assert.Equal(lines.Select(line => line[..24]).OrderDescending(), lines.Select(line => line[..24]));
        await browser.GoAsync("/account/activity.csv?group=sign-ins");
        Assert.Equal(2, browser.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_place_in_the_list_does_not_cut_the_file()
    {
        var browser = await BrowserAsync(Happened.Event(EventKind.ProfileChanged, at: At));
        await browser.GoAsync($"/account/activity.csv?before={Guid.Empty}");
        Assert.Equal(3, browser.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task ASVS_14_2_6_An_administrators_whereabouts_are_not_in_the_owners_file()
    {
        var browser = await BrowserAsync(Happened.Event(EventKind.AdminAccountLocked, at: At));
        await browser.GoAsync("/account/activity.csv?group=alerts");
        Assert.EndsWith("Z,An administrator locked your account,admin-account-locked,success,,,,,,\r\n", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrators_file_says_whose_by_whom_and_why()
    {
        var happened = Happened.Event(EventKind.AdminAccountLocked, at: At, details: ("reason", "sold"));
        var rows = await ActivityCsv.Rows(new[] { happened }.ToAsyncEnumerable(), EventReader.Administrator, default).ToListAsync();
        var cells = ActivityCsv.Header(EventReader.Administrator).Zip(rows.Single()).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal("An administrator locked their account", cells["event"]);
        Assert.Equal(("203.0.113.7", $"{happened.SessionId}"), (cells["address"], cells["session"]));
        Assert.Equal(($"{happened.AccountId}", $"{happened.ActorId}", """{"reason":"sold"}"""), (cells["account"], cells["actor"], cells["details"]));
    }

    private async Task<Browser> BrowserAsync(SecurityEvent happened)
    {
        var person = await app.NewPersonAsync();
        await app.AddAsync(happened.With(accountId: person.Id));
        return await app.SignInAsync(person);
    }
}
