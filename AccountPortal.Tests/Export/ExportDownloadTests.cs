using System.Net;
using System.Security.Cryptography;
using AccountPortal.Export;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Export;

/// <summary>An archive leaves once and whole, or it stays until its time is over.</summary>
public class ExportDownloadTests(QuietPortal quiet) : IClassFixture<QuietPortal>
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private readonly PortalApp app = quiet.App;

    [Fact]
    public async Task A_download_that_breaks_off_can_be_tried_again()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        // More than any buffer between the two takes, and nothing that can be made smaller by much.
        await app.SqlAsync<long>(
            """
            with made as (
              insert into known_devices (id, user_id, key_hash, browser, os, device_type, device_name, first_seen_at, last_seen_at)
              select gen_random_uuid(), $1, sha256(random()::text::bytea), 'b', 'o', 'desktop', (select string_agg(encode(sha256((n * 100000 + m)::text::bytea), 'base64'), '') from generate_series(1, 5000) m), now(), now()
              from generate_series(1, 60) n returning id)
            select count(*) from made
            """,
            person.Id);
        var id = await app.MadeAsync(browser);
        Assert.InRange((await app.RowAsync(id)).Size!.Value, 9_000_000, 100_000_000);
        using (var response = await StartAsync(browser, id))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(ExportState.Leaving, await app.StateAsync(id));
            await browser.GoAsync("/account/export");
            Assert.Contains("Your data is being downloaded", browser.Text, StringComparison.Ordinal);
            Assert.Contains("at this moment", (await browser.FetchAsync(id))["detail"].GetString(), StringComparison.Ordinal);
        }

        await Eventually.IsTrueAsync("the archive is given back", async () => await app.StateAsync(id) == ExportState.Ready);
        var row = await app.RowAsync(id);
        Assert.Null(row.FetchedAt);
        Assert.Equal(Convert.ToHexStringLower(row.Sha256!), (await browser.ReadAsync(id)).Sha256);
        await app.HasLeftAsync(id);
    }

    [Fact]
    public async Task One_whose_node_died_can_be_tried_again_once_the_lease_is_over()
    {
        var (_, browser, id) = await app.NewWithArchiveAsync();
        app.Clock.Stop();
        var claim = await app.With((ExportDownload download) => download.ClaimAsync(Owner(id), id, default));
        Assert.NotNull(claim.Archive);
        app.Clock.Advance(ExportDownload.Lease - Moment);
        Assert.Equal(HttpStatusCode.Conflict, (await browser.FetchAsync(id)).Status);
        app.Clock.Advance(Moment);
        Assert.Equal("ready", (await browser.GetJsonAsync("/me/export"))["state"].GetString());
        await browser.ReadAsync(id);
        await app.HasLeftAsync(id);
        // The dead one wakes up, and neither gives back nor ends what is not its own any more.
        await app.With((ExportDeparture departure) => Done(departure.StaysAsync(claim.Archive)));
        Assert.Equal(ExportState.Fetched, await app.StateAsync(id));
    }

    [Fact]
    public async Task It_can_be_fetched_until_its_time_is_over_and_not_a_second_longer()
    {
        app.Clock.Stop();
        var (_, last, early) = await app.NewWithArchiveAsync();
        var (_, browser, late) = await app.NewWithArchiveAsync();
        var over = app.Clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        await app.SetAsync(early, "expires_at = $2", over);
        await app.SetAsync(late, "expires_at = $2", over);
        app.Clock.Advance(TimeSpan.FromMinutes(5) - Moment);
        await app.Queue().ExpireAsync(default);
        await last.ReadAsync(early);
        await app.HasLeftAsync(early);
        app.Clock.Advance(Moment);
        Assert.Equal("expired", (await browser.GetJsonAsync("/me/export"))["state"].GetString());
        Assert.Contains("in time", (await browser.FetchAsync(late))["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal((ExportState.Ready, 1), (await app.StateAsync(late), await app.PartsAsync(late)));
        // Another can be asked for before anybody has cleaned up.
        await browser.AskAsync();
        await app.Queue().ExpireAsync(default);
        Assert.Equal((ExportState.Expired, 0), (await app.StateAsync(late), await app.PartsAsync(late)));
        Assert.Equal(ExportState.Fetched, await app.StateAsync(early));
    }

    [Fact]
    public async Task What_is_leaving_as_its_time_ends_leaves_whole()
    {
        var (_, browser, id) = await app.NewWithArchiveAsync();
        app.Clock.Stop();
        await app.SetAsync(id, "expires_at = $2", app.Clock.GetUtcNow() + Moment);
        Assert.NotNull((await app.With((ExportDownload download) => download.ClaimAsync(Owner(id), id, default))).Archive);
        app.Clock.Advance(Moment);
        await app.Queue().ExpireAsync(default);
        Assert.Equal((ExportState.Leaving, 1), (await app.StateAsync(id), await app.PartsAsync(id)));
        app.Clock.Advance(ExportDownload.Lease);
        Assert.Equal(HttpStatusCode.Conflict, (await browser.FetchAsync(id)).Status);
        await app.Queue().ExpireAsync(default);
        Assert.Equal((ExportState.Expired, 0), (await app.StateAsync(id), await app.PartsAsync(id)));
    }

    [Fact]
    public async Task The_parts_are_encrypted_and_open_in_their_own_place_alone()
    {
        var (person, _, one) = await app.NewWithArchiveAsync();
        var (_, browser, other) = await app.NewWithArchiveAsync();
        var content = await app.SqlAsync<byte[]>("select protected_content from data_export_parts where export_id = $1", one);
        Assert.False(content.AsSpan().StartsWith("PK"u8));
        // Whoever can write to the database reads nobody's archive by it.
        await app.SqlAsync<Guid>(
            "update data_export_parts set protected_content = $2 where export_id = $1 returning export_id", other, content);
        browser.ToleratesFailure = true;
        var answer = await browser.FetchAsync(other);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal((ExportState.Failed, 0), (await app.StateAsync(other), await app.PartsAsync(other)));
        var seal = app.Services.GetRequiredService<ArchiveSeal>();
        Assert.True(seal.Open(one, 0, content).AsSpan().StartsWith("PK"u8));
        Assert.Throws<CryptographicException>(() => seal.Open(one, 1, content));
        Assert.NotEqual(Guid.Empty, person.Id);
    }

    // Sends the request and reads the first of the answer alone.
    private async Task<HttpResponseMessage> StartAsync(Browser browser, Guid id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Address, $"/me/export/{id}/archive"));
        request.Headers.Add("Cookie", browser.Cookies.Header(request.RequestUri!.AbsolutePath));
        request.Headers.Add("User-Agent", browser.UserAgent);
        request.Headers.Add("X-Forwarded-For", browser.Address);
        return await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private Guid Owner(Guid id) => app.Db(db => db.DataExports.Where(export => export.Id == id).Select(export => export.UserId).SingleAsync()).GetAwaiter().GetResult();

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
