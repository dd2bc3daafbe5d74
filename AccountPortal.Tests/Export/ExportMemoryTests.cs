using System.Diagnostics;
using Xunit.Abstractions;

namespace AccountPortal.Tests.Export;

/// <summary>However much is known about somebody, making their archive takes the memory of a few rows.</summary>
[Collection(AloneCollection.Name)]
public class ExportMemoryTests(ITestOutputHelper output)
{
    private const int Events = 200_000;
    private const int Pieces = 10;
    private const long Bound = 32 * 1024 * 1024;

    [Fact]
    public async Task Two_hundred_thousand_events_take_no_more_memory_than_a_few()
    {
        await using var app = await ExportPortal.StartAsync();
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        // Code is compiled and pools are filled before anything is measured.
        await browser.ReadAsync(await app.MadeAsync(browser));
        var person = await app.NewPersonAsync();
        browser = await app.SignInAsync(person);
        await FillAsync(app, person);
        var id = await browser.AskAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var making = Task.Run(() => app.MakeNextAsync());
        var (peak, told) = (before, new HashSet<long>());
        var asked = 0;
        await Eventually.IsTrueAsync(
            "the archive is made",
            async () =>
            {
                // What is alive, not what waits to be collected; not so often that it measures itself.
                peak = asked++ % 10 == 0 ? Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true)) : peak;
                told.Add((await app.RowAsync(id)).RowsDone);
                return making.IsCompleted;
            },
            within: TimeSpan.FromMinutes(5));
        Assert.True(await making);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var row = await app.RowAsync(id);
        output.WriteLine($"{row.RowsTotal} rows, {row.Size} bytes, {await app.PartsAsync(id)} parts: {elapsed.TotalSeconds:0.0} s, at most {(peak - before) / 1024 / 1024} MB alive more than before; {told.Count} steps of progress seen.");
        Assert.True(row.RowsTotal > Events);
        Assert.InRange(peak - before, 0, Bound);
        Assert.True(told.Count > 2, "Its progress was not to be seen.");
        before = GC.GetTotalMemory(forceFullCollection: true);
        var archive = await browser.ReadAsync(id);
        Assert.Equal(Convert.ToHexStringLower(row.Sha256!), archive.Sha256);
        Assert.True(archive.Rows("activity", "security_events").GetArrayLength() > Events);
    }

    // In pieces, each within the time that a command has.
    private static async Task FillAsync(PortalApp app, Person person)
    {
        for (var piece = 0; piece < Pieces; piece++)
        {
            await FillAsync(app, person, piece * Events / Pieces, Events / Pieces);
        }
    }

    private static Task<long> FillAsync(PortalApp app, Person person, int from, int count) => app.SqlAsync<long>(
        """
        with made as (
          insert into security_events (id, at, kind, outcome, account_id, actor_id, session_id, ip, device_name, country, city, network, details)
          select gen_random_uuid(), now() - n * interval '1 minute', 'sign-in', 'success', $1, $1, gen_random_uuid(), ('203.0.113.' || n % 250)::inet, 'Chrome on macOS', 'DE', 'Berlin', 'AS3320',
            jsonb_build_object('method', 'password', 'note', md5(n::text))
          from generate_series($2::int + 1, $2 + $3::int) n returning 1)
        select count(*) from made
        """,
        person.Id, from, count);
}
