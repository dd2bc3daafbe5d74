using System.Net;
using AccountPortal.Places;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Places;

/// <summary>A changed file comes into use by itself, a bad one never does, and no look-up notices.</summary>
public sealed class DatabaseReloadTests : IDisposable
{
    private static readonly IPAddress Address = IPAddress.Parse("8.8.8.8");
    private readonly DatabaseFolder folder = new();

    [Fact]
    public void A_file_written_over_in_place_is_read_anew_once_it_holds_still()
    {
        var (databases, finder) = Open("DE");
        Write("AT", at: 1);
        databases.Refresh();
        Assert.Equal("DE", finder.Find(Address).Country);
        Write("CH", at: 2);
        databases.Refresh();
        Assert.Equal("DE", finder.Find(Address).Country);
        databases.Refresh();
        Assert.Equal("CH", finder.Find(Address).Country);
        Assert.Contains(folder.Logs.Lines, line => line.Level == LogLevel.Information && line.Text.Contains("built 2026-05-28", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_renamed_over_it_is_read_anew_even_if_it_has_the_same_length_and_time()
    {
        var (databases, finder) = Open("DE");
        folder.Write("new.mmdb", Database("AT", builtAt: 1_790_000_000));
        File.Move(folder["new.mmdb"], folder["places.mmdb"], overwrite: true);
        Settle(databases);
        Assert.Equal("AT", finder.Find(Address).Country);
    }

    [Fact]
    public void A_link_that_is_switched_leads_to_the_new_file()
    {
        folder.Write("one.mmdb", Database("DE"));
        folder.Write("two.mmdb", Database("AT", builtAt: 1_790_000_000));
        File.CreateSymbolicLink(folder["places.mmdb"], "one.mmdb");
        var databases = folder.Open("places.mmdb");
        var finder = new PlaceFinder(databases);
        Assert.Equal("DE", finder.Find(Address).Country);
        File.CreateSymbolicLink(folder["switch"], "two.mmdb");
        File.Move(folder["switch"], folder["places.mmdb"], overwrite: true);
        Settle(databases);
        Assert.Equal("AT", finder.Find(Address).Country);
    }

    [Fact]
    public void An_unchanged_file_is_not_read_again()
    {
        var (databases, _) = Open("DE");
        var before = databases.Files[0].Database;
        Settle(databases);
        Assert.Same(before, databases.Files[0].Database);
    }

    [Fact]
    public void A_bad_file_is_refused_with_one_line_and_the_one_before_stays_in_use()
    {
        var (databases, finder) = Open("DE");
        var good = Database("AT").ToArray();
        folder.Write("places.mmdb", good[..(good.Length / 2)], Time(1));
        Settle(databases);
        Settle(databases);
        Assert.Equal("DE", finder.Find(Address).Country);
        var line = Assert.Single(folder.Logs.Lines, line => line.Level == LogLevel.Warning);
        Assert.Contains("no metadata at its end; the one before stays in use", line.Text, StringComparison.Ordinal);
        Assert.Contains(folder["places.mmdb"], line.Text, StringComparison.Ordinal);

        Write("CH", at: 2);
        Settle(databases);
        Assert.Equal("CH", finder.Find(Address).Country);
    }

    [Fact]
    public void A_file_that_is_taken_away_or_made_unreadable_stays_in_use()
    {
        var (databases, finder) = Open("DE");
        File.Delete(folder["places.mmdb"]);
        Settle(databases);
        Directory.CreateDirectory(folder["places.mmdb"]);
        Settle(databases);
        Assert.Equal("DE", finder.Find(Address).Country);
        Assert.All(folder.Logs.Lines.Where(line => line.Level == LogLevel.Warning), line => Assert.Contains("stays in use", line.Text, StringComparison.Ordinal));

        Directory.Delete(folder["places.mmdb"]);
        Write("AT", at: 1);
        Settle(databases);
        Assert.Equal("AT", finder.Find(Address).Country);
    }

    [Fact]
    public void A_file_that_was_gone_at_the_start_is_taken_when_it_comes()
    {
        var databases = folder.Open("places.mmdb");
        var finder = new PlaceFinder(databases);
        Assert.Null(finder.Find(Address).Country);
        Assert.Contains("it is left out", Assert.Single(folder.Logs.Lines).Text, StringComparison.Ordinal);
        Write("DE", at: 1);
        Settle(databases);
        Assert.Equal("DE", finder.Find(Address).Country);
    }

    [Fact]
    public void A_look_up_that_is_under_way_goes_on_in_what_it_began_with()
    {
        var (databases, _) = Open("DE");
        var record = databases.Files[0].Database!.Find(Address);
        File.WriteAllBytes(folder["places.mmdb"], []);
        Settle(databases);
        Write("AT", at: 1);
        Settle(databases);
        GC.Collect();
        Assert.Equal("DE", record["country_code"u8].Text);
    }

    [Fact]
    public async Task Look_ups_neither_wait_nor_fail_while_files_change()
    {
        var (databases, finder) = Open("DE");
        using var stop = new CancellationTokenSource();
        var lookUps = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var seen = new HashSet<string?>();
            while (!stop.IsCancellationRequested)
            {
                seen.Add(finder.Find(Address).Country);
            }

            return seen;
        })));
        for (var round = 1; round <= 50; round++)
        {
            Write(round % 2 == 0 ? "DE" : "AT", at: round);
            Settle(databases);
        }

        await stop.CancelAsync();
        Assert.All((await lookUps).SelectMany(seen => seen), country => Assert.True(country is "DE" or "AT", $"Once it was {country ?? "nowhere"}."));
    }

    [Fact]
    public async Task The_files_are_looked_at_again_and_again_as_long_as_the_portal_runs()
    {
        var (databases, finder) = Open("DE");
        var ticks = new Ticks();
        using var rounds = new PlaceRefresh(databases, ticks);
        await rounds.StartAsync(CancellationToken.None);
        Write("AT", at: 1);
        await Eventually.IsTrueAsync("the changed file is in use", () =>
        {
            ticks.Go();
            return Task.FromResult(finder.Find(Address).Country == "AT");
        });
        await rounds.StopAsync(CancellationToken.None);
        Assert.Equal(TimeSpan.FromSeconds(15), ticks.Period);
    }

    public void Dispose() => folder.Dispose();

    // The first round sees that something changed, the second that it holds still.
    private static void Settle(PlaceDatabases databases)
    {
        databases.Refresh();
        databases.Refresh();
    }

    private static DateTime Time(int minute) => new(2026, 11, 21, 12, minute, 0, DateTimeKind.Utc);

    private static DatabaseWriter Database(string country, ulong builtAt = 1_780_000_000) =>
        new DatabaseWriter { Metadata = { ["build_epoch"] = builtAt } }.Add("8.8.8.0/24", Records.Flat(country));

    private void Write(string country, int at) => folder.Write("places.mmdb", Database(country), Time(at));

    private (PlaceDatabases Databases, PlaceFinder Finder) Open(string country)
    {
        folder.Write("places.mmdb", Database(country));
        var databases = folder.Open("places.mmdb");
        return (databases, new PlaceFinder(databases));
    }

    /// <summary>Timers that go off when the test says so.</summary>
    private sealed class Ticks : TimeProvider
    {
        private TimerCallback? callback;
        private object? state;

        public TimeSpan Period { get; private set; }

        public void Go() => callback?.Invoke(state);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (this.callback, this.state, Period) = (callback, state, period);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
