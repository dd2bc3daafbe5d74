using Xunit.Abstractions;

namespace AccountPortal.Tests.Chaos;

/// <summary>
/// Nodes, servers and connections really fail while people use the portal. The short form runs with every other test; <c>eng/chaos.sh</c> asks for the whole
/// (PORTAL_CHAOS=full) behind a proxy and prints the table.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("PORTAL_CHAOS") == "full";

    private static readonly string Proxy = Environment.GetEnvironmentVariable("PORTAL_CHAOS_PROXY") is { Length: > 0 } proxy ? proxy : "haproxy";

    // A part of a fault's name, to play that alone.
    private static readonly string Only = Environment.GetEnvironmentVariable("PORTAL_CHAOS_ONLY") ?? "";

    // A folder for what the nodes wrote, to look into.
    private static readonly string? Logs = Environment.GetEnvironmentVariable("PORTAL_CHAOS_LOGS");

    private static readonly Fault[] Short = [Faults.NodeKilled, Faults.DatabaseRestarted, Faults.FailOver];

    [Fact]
    public async Task Nobody_is_signed_out_nothing_revoked_is_let_in_and_no_mail_is_lost_whatever_fails()
    {
        await using var stage = new ChaosStage();
        await stage.StartAsync(IsFull ? 3 : 2, IsFull ? Proxy : null, accounts: IsFull ? 3000 : 300);
        // What was done before the first fault counts too.
        var run = new ChaosRun(stage);
        var begun = new ChaosRow(Faults.Quiet, stage.Traffic.Ledger, default, default, TimeProvider.System.GetUtcNow());
        try
        {
            foreach (var fault in (IsFull ? Full() : Short).Where(fault => fault.Name.Contains(Only, StringComparison.Ordinal)))
            {
                await run.PlayAsync(fault);
            }

            var ended = stage.Traffic.Ledger = new Ledger("end");
            await stage.Traffic.StopAsync();
            var failures = await new Tally(stage, [begun, .. run.Rows, new ChaosRow(Faults.Quiet, ended, default, default, default)]).TakeAsync(TimeSpan.FromSeconds(100), waitForLeases: IsFull);
            Assert.Empty((string[])[.. run.Failures(), .. ended.SignedOut, .. failures]);
        }
        catch (Exception)
        {
            foreach (var node in stage.Nodes)
            {
                output.WriteLine($"Node {node.Number}: {node.Output[^Math.Min(node.Output.Length, 4000)..]}");
            }

            output.WriteLine(string.Join('\n', run.Failures().Append($"{stage.Traffic.Ledger.Fault}: {string.Join("; ", stage.Traffic.Ledger.Wrong.Concat(stage.Traffic.Ledger.SignedOut).Take(10))}")));
            throw;
        }
        finally
        {
            foreach (var node in stage.Nodes.Where(_ => Logs is not null))
            {
                await File.WriteAllTextAsync(Path.Combine(Logs!, $"node{node.Number}.log"), node.Output);
            }

            output.WriteLine(run.Table());
            if (Environment.GetEnvironmentVariable("PORTAL_CHAOS_TABLE") is { Length: > 0 } file)
            {
                await File.WriteAllTextAsync(file, run.Table() + "\n");
            }
        }
    }

    // What is behind the nodes is the same with either proxy.
    private static IEnumerable<Fault> Full() => Proxy == "nginx" ? [Faults.Quiet, Faults.NodeKilled, Faults.RollingUpgrade, Faults.DatabaseRestarted] :
    [
        Faults.Quiet, Faults.NodeKilled, Faults.ClockOff, Faults.RollingUpgrade, Faults.DatabaseRestarted, Faults.DatabaseCrashed, Faults.DatabaseHangs, Faults.StandbyHangs,
        Faults.DiskFull, Faults.FailOver, Faults.Rebuilt, Faults.FailOverFromHung,
    ];
}
