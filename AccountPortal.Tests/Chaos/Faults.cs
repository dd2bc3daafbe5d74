using System.Globalization;

namespace AccountPortal.Tests.Chaos;

/// <summary>What is played, and how.</summary>
internal static class Faults
{
    // What eng/chaos.sh makes of eng/clock-off.c.
    private static readonly string? WrongClock = Environment.GetEnvironmentVariable("PORTAL_CHAOS_CLOCK") is { Length: > 0 } path ? path : null;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static Fault Quiet { get; } = new("nothing", stage => stage.Traffic.DoAsync(10, Bound)) { LongestPause = TimeSpan.FromSeconds(15) };

    public static Fault NodeKilled { get; } = new("kill -9 of a node", async stage =>
    {
        await stage.Nodes[0].KillAsync();
        await stage.Traffic.DoAsync(5, Bound);
        await stage.Nodes[0].StartAsync();
    })
    { MayLoseAnswers = true, LongestPause = TimeSpan.FromSeconds(15) };

    public static Fault DatabaseRestarted { get; } = new("restart of PostgreSQL", async stage =>
    {
        await stage.Primary.StopAsync();
        await stage.Primary.StartAsync();
    })
    { MayBeUnavailable = true, LongestPause = TimeSpan.FromSeconds(15) };

    public static Fault DatabaseCrashed { get; } = new("crash of PostgreSQL", async stage =>
    {
        await stage.Primary.KillAsync();
        await UnavailableAsync(stage, 5);
        await stage.Primary.StartAsync();
    })
    { MayBeUnavailable = true, LongestPause = TimeSpan.FromSeconds(20) };

    public static Fault DatabaseHangs { get; } = new("SIGSTOP of the primary, then SIGCONT", async stage =>
    {
        await stage.Primary.HaltAsync();
        await UnavailableAsync(stage, 20);
        await stage.Primary.GoOnAsync();
    })
    { MayBeUnavailable = true, LongestPause = TimeSpan.FromSeconds(30) };

    public static Fault StandbyHangs { get; } = new("SIGSTOP of the synchronous standby", async stage =>
    {
        await stage.Standby.HaltAsync();
        await UnavailableAsync(stage, 10);
        await stage.Standby.GoOnAsync();
    })
    { MayBeUnavailable = true, LongestPause = TimeSpan.FromSeconds(30) };

    public static Fault DiskFull { get; } = new("disk of the database full", async stage =>
    {
        await stage.Place.FillDiskAsync();
        await UnavailableAsync(stage, 20);
        await stage.Place.FreeDiskAsync();
        // It may have gone down with it, and is then started by whoever made room.
        if (!stage.Primary.IsRunning)
        {
            await stage.Primary.StartAsync();
        }
    })
    { MayBeUnavailable = true, LongestPause = TimeSpan.FromSeconds(60), Lacks = stage => stage.HasSmallDisk ? null : "no disk of its own could be mounted" };

    public static Fault ClockOff { get; } = new("clock of a node 3 minutes fast", async stage =>
    {
        var node = stage.Nodes[1];
        await node.StopAsync();
        await node.StartAsync(new() { ["LD_PRELOAD"] = WrongClock!, ["CLOCK_OFF"] = "180" });
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(node.Address, "/health/live"));
        Assert.InRange(answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(170), TimeSpan.FromSeconds(190));
        await stage.Traffic.DoAsync(20, Bound);
        await node.StopAsync();
        await node.StartAsync();
    })
    { LongestPause = TimeSpan.FromSeconds(15), Lacks = _ => WrongClock is not null ? null : "no wrong clock was made" };

    public static Fault RollingUpgrade { get; } = new("rolling upgrade", async stage =>
    {
        foreach (var node in stage.Nodes)
        {
            await node.StopAsync();
            await node.StartAsync();
            await stage.Traffic.DoAsync(3, Bound);
        }
    })
    { LongestPause = TimeSpan.FromSeconds(15) };

    /// <summary>The standby hangs first: what it has not confirmed must not have been answered. Then the primary is lost for good.</summary>
    public static Fault FailOver { get; } = new("fail-over, the standby hung before", async stage =>
    {
        await stage.Standby.HaltAsync();
        await UnavailableAsync(stage, 10);
        await stage.Primary.KillAsync();
        await stage.Standby.GoOnAsync();
        await stage.Standby.PromoteAsync();
        stage.TurnOver();
    })
    { MayBeUnavailable = true, LongestPause = TimeSpan.FromSeconds(40) };

    /// <summary>The server that was lost comes back as the standby of the other.</summary>
    public static Fault Rebuilt { get; } = new("the lost server comes back as standby", async stage =>
    {
        await stage.Standby.FollowAsync(stage.Primary);
        await stage.Primary.WaitForStandbyAsync(true);
        await stage.Traffic.DoAsync(3, Bound);
    })
    { LongestPause = TimeSpan.FromSeconds(15) };

    /// <summary>The primary hangs, the standby is promoted, and the one that hung is ended before it can go on: it is fenced.</summary>
    public static Fault FailOverFromHung { get; } = new("fail-over from a primary that hangs", async stage =>
    {
        await stage.Primary.HaltAsync();
        await UnavailableAsync(stage, 5);
        await stage.Standby.PromoteAsync();
        stage.TurnOver();
        await stage.Traffic.DoAsync(2, Bound);
        // Killed where it stands; it never runs again.
        await stage.Standby.KillHaltedAsync();
    })
    { MayBeUnavailable = true, LongestPause = TimeSpan.FromSeconds(40) };

    /// <summary>What the fault takes shows first at whoever changes something.</summary>
    private static Task UnavailableAsync(ChaosStage stage, int answers)
    {
        var ledger = stage.Traffic.Ledger;
        return Eventually.IsTrueAsync(string.Create(CultureInfo.InvariantCulture, $"{answers} are told to come back ({ledger.Fault})"), () => Task.FromResult(ledger.Unavailable >= answers), Bound);
    }
}
