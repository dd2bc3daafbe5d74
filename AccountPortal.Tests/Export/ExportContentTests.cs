using System.Diagnostics;
using System.Text.Json;
using AccountPortal.Activity;
using AccountPortal.Export;
using AccountPortal.PersonalData;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Export;

/// <summary>What is in an archive, and what is not.</summary>
public class ExportContentTests(QuietPortal quiet) : IClassFixture<QuietPortal>
{
    private const string Hostile = "</td><script>alert(1)</script><img src=x onerror=alert(1)> \u202Egnp.exe =1+1 مرحبا 👩‍👩‍👧 \"'&amp;";
    private readonly PortalApp app = quiet.App;

    [Fact]
    public async Task It_has_a_file_for_each_feature_and_fits_its_own_schema()
    {
        var (_, browser, id) = await app.NewWithArchiveAsync();
        var archive = await browser.ReadAsync(id);
        var features = app.Services.GetRequiredService<DataCatalogue>().Tables
            .Where(table => table.Declared.Columns.Any(column => column.Withheld is null || column.Parts is not null)).GroupBy(table => table.Feature).ToList();
        Assert.True(features.Count > 8);
        Assert.Equal(features.Select(feature => feature.Key).Order(StringComparer.Ordinal), archive.Features.Order(StringComparer.Ordinal));
        foreach (var feature in features)
        {
            Assert.Empty(archive.Misfits(feature.Key));
            var file = JsonDocument.Parse(archive.Text($"{feature.Key}.json")).RootElement;
            // Tables without rows are there too.
            Assert.Equal(feature.Where(table => table.Name != "data_export_parts").Select(table => table.Name), file.EnumerateObject().Select(table => table.Name));
        }

        Assert.Equal(0, archive.Rows("passkeys", "user_passkeys").GetArrayLength());
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string)archive.Schema["$schema"]!);
        Assert.Contains("password_hash: The hash of a secret", archive.Text("schema.json"), StringComparison.Ordinal);
        Assert.Contains("It is this very archive", archive.Text("schema.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_checksums_hold_for_sha256sum()
    {
        var (_, browser, id) = await app.NewWithArchiveAsync();
        var archive = await browser.ReadAsync(id);
        var folder = Directory.CreateTempSubdirectory("archive-");
        try
        {
            foreach (var (name, content) in archive.Files)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name), content);
            }

            using var check = Process.Start(new ProcessStartInfo("sha256sum", ["--strict", "-c", "checksums.sha256"]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true })!;
            var output = await check.StandardOutput.ReadToEndAsync();
            await check.WaitForExitAsync();
            Assert.Equal(0, check.ExitCode);
            Assert.Equal(archive.Files.Count - 1, output.Split(": OK").Length - 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Values_are_written_so_that_programs_read_them()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var id = await browser.AskAsync();
        await app.SqlAsync<Guid>(
            """
            insert into security_events (id, at, kind, outcome, account_id, actor_id, ip, details) values
              ('00000000-0000-7000-8000-000000000001', '2026-01-02 03:04:05.678901+02', 'profile-changed', 'success', $1, $1, '2001:db8::1', '{"b": "2", "a": "1"}') returning id
            """,
            person.Id);
        await app.SqlAsync<byte[]>(
            """insert into user_passkeys (credential_id, user_id, data, sign_count) values ('\xfbff00', $1, '{"Name": "Key", "Transports": ["usb"], "IsBackedUp": true, "PublicKey": "c2VjcmV0", "AttestationObject": "c2VjcmV0"}', 5000000000) returning credential_id""",
            person.Id);
        await app.MakeAllAsync();
        await app.SqlAsync<byte[]>("delete from user_passkeys where user_id = $1 returning credential_id", person.Id);
        var archive = await browser.ReadAsync(id);
        var happened = archive.Rows("activity", "security_events")[0];
        Assert.Equal("""{"id":"00000000-0000-7000-8000-000000000001","at":"2026-01-02T01:04:05.678901Z","kind":"profile-changed","outcome":"success","session_id":null,"ip":"2001:db8::1","device_name":null,"country":null,"city":null,"network":null,"details":{"a":"1","b":"2"}}""", Compact(happened));
        Assert.Equal("""[{"credential_id":"-_8A","last_used_at":null,"sign_count":5000000000,"data":{"Name":"Key","Transports":["usb"],"IsBackedUp":true}}]""", Compact(archive.Rows("passkeys", "user_passkeys")));
        Assert.Empty(archive.Misfits("activity").Concat(archive.Misfits("passkeys")));
        Assert.Contains("2 Jan 2026, 01:04:05 UTC", archive.Index.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_stays_text()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await NameAsync(person, 1, Hostile);
        var archive = await browser.ReadAsync(await app.MadeAsync(browser));
        Assert.Contains(archive.Rows("devices", "known_devices").EnumerateArray(), device => device.GetProperty("device_name").GetString() == Hostile);
        Assert.DoesNotContain("<script", archive.Everything, StringComparison.OrdinalIgnoreCase);
        var page = archive.Index;
        Assert.Contains(page.QuerySelectorAll("bdi"), value => value.TextContent == Hostile);
        Assert.Empty(page.QuerySelectorAll("script, img, iframe, object, link, [style], [onerror], [src]"));
        // Nothing is asked for elsewhere.
        Assert.All(page.QuerySelectorAll("[href]"), link => Assert.True(link.GetAttribute("href")! is ['#', ..] or "schema.json" || archive.Files.ContainsKey(link.GetAttribute("href")!)));
        Assert.DoesNotContain("url(", archive.Text("index.html"), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.QuerySelector("meta[http-equiv]")!.GetAttribute("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_megabytes_of_names_are_whole_in_the_file_and_cut_on_the_page()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var name = string.Concat(Enumerable.Repeat("Ünïcödé 👩‍👧 \u202E<b>", 5000));
        await NameAsync(person, 100, name);
        var archive = await browser.ReadAsync(await app.MadeAsync(browser));
        var names = archive.Rows("devices", "known_devices").EnumerateArray().Select(device => device.GetProperty("device_name").GetString()!).Where(text => text.Length > 100).ToList();
        Assert.Equal(100, names.Count);
        Assert.All(names, text => Assert.True(text == name));
        Assert.True(archive.Files["devices.json"].Length > 10_000_000);
        Assert.True(archive.Files["index.html"].Length < 300_000);
        Assert.Contains("the first 50 are here", archive.Index.QuerySelector("#devices")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_an_administrator_sat_and_what_they_wrote_is_not_in_it()
    {
        var (person, administrator) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var browser = await app.SignInAsync(person);
        await app.SqlAsync<Guid>(
            """
            insert into security_events (id, at, kind, outcome, account_id, actor_id, session_id, ip, device_name, country, city, network, details) values
              (gen_random_uuid(), now(), 'admin-session-revoked', 'success', $1, $2, gen_random_uuid(), '192.0.2.99', 'Chief''s machine', 'NZ', 'Dunedin', 'AS64999', '{"device": "Chrome on macOS", "reason": "looks like a crook"}') returning id
            """,
            person.Id, administrator.Id);
        await app.SqlAsync<Guid>(
            """
            insert into ended_sessions (id, user_id, key_hash, created_at, last_active_at, ended_at, reason, ended_by, ended_from, ip, browser, os, device_type, device_name)
            values (gen_random_uuid(), $1, '\xc0ffee', now(), now(), now(), 'administrator', $2, 'Chief''s machine', '203.0.113.7', 'b', 'o', 'desktop', 'd') returning id
            """,
            person.Id, administrator.Id);
        await app.SqlAsync<Guid>("insert into deletion_requests (user_id, requested_at, execute_at, cause, reason, requested_by) values ($1, now(), now(), 'administrators', 'looks like a crook', $2) returning user_id", person.Id, administrator.Id);
        await app.SqlAsync<Guid>("update users set lock_reason = 'looks like a crook' where id = $1 returning id", person.Id);
        // It is somebody else's export that the deletion would hold up.
        var archive = await (await app.SignInAsync(person)).ReadAsync(await app.MadeAsync(browser));
        Assert.Contains(archive.Rows("activity", "security_events").EnumerateArray(), happened => happened.GetProperty("kind").GetString() == EventKind.AdminSessionRevoked && Compact(happened.GetProperty("details")) == """{"device":"Chrome on macOS"}""");
        Assert.Equal(1, archive.Rows("sessions", "ended_sessions").GetArrayLength());
        string[] secrets = [administrator.Id.ToString(), administrator.Email, "192.0.2.99", "Chief", "Dunedin", "AS64999", "looks like a crook", "c0ffee", "wP_u"];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, archive.Everything, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(archive.Misfits("activity").Concat(archive.Misfits("sessions")).Concat(archive.Misfits("deletion")));
    }

    [Fact]
    public async Task All_tables_are_of_one_instant()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var id = await browser.AskAsync();
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("lock table user_passkeys in access exclusive mode");
        var making = app.MakeNextAsync();
        await hold.QueuedAsync(1);
        // Counted before and read after.
        await app.SqlAsync<Guid>("insert into security_events (id, at, kind, outcome, account_id, details) values (gen_random_uuid(), now(), 'profile-changed', 'success', $1, '{}') returning id", person.Id);
        await hold.ReleaseAsync();
        await making;
        var row = await app.RowAsync(id);
        var archive = await browser.ReadAsync(id);
        Assert.DoesNotContain("profile-changed", archive.Text("activity.json"), StringComparison.Ordinal);
        Assert.Equal(row.RowsTotal, row.RowsDone);
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1 KB")]
    [InlineData(12_345, "12 KB")]
    [InlineData(999_600, "1 MB")]
    [InlineData(3_440_000, "3.4 MB")]
    [InlineData(5_000_000_000, "5 GB")]
    public void Sizes_are_said_in_words(long bytes, string words) => Assert.Equal(words, FileSize.InWords(bytes));

    private Task<long> NameAsync(Person person, int count, string name) => app.SqlAsync<long>(
        """
        with made as (
          insert into known_devices (id, user_id, key_hash, browser, os, device_type, device_name, first_seen_at, last_seen_at)
          select gen_random_uuid(), $1, sha256(random()::text::bytea), 'b', 'o', 'desktop', $3, now(), now() from generate_series(1, $2) returning id)
        select count(*) from made
        """,
        person.Id, count, name);

    private static string Compact(JsonElement value) => System.Text.Json.Nodes.JsonNode.Parse(value.GetRawText())!.ToJsonString();
}
