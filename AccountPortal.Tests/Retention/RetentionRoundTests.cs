using AccountPortal.Passkeys;
using AccountPortal.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Retention;

/// <summary>How rules are applied: by one node an interval, one after the other, and written down.</summary>
public class RetentionRoundTests(QuietPortal portal) : IClassFixture<QuietPortal>, IAsyncLifetime
{
    private const string Rule = "spent-challenges";
    private readonly PortalApp app = portal.App;

    public Task InitializeAsync() => portal.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Of_many_that_come_at_once_one_applies_a_rule_and_again_after_the_interval()
    {
        var rules = app.Services.GetRequiredService<RetentionCatalogue>().Rules.Count;
        Assert.Equal(rules, (await Race.RunAsync(4, _ => Round.RunAsync(CancellationToken.None))).Sum());
        var held = new RetentionSettings().Interval * 11 / 12;
        app.Clock.Advance(held - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await Round.RunAsync(CancellationToken.None));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(rules, await Round.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task What_removed_something_is_written_down_and_of_the_rest_the_last_run()
    {
        await AddAsync(3);
        Assert.Equal(3, await app.ApplyAsync(Rule));
        for (var i = 0; i < 2; i++)
        {
            app.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(0, await app.ApplyAsync(Rule));
        }

        var runs = await app.RunsAsync(Rule);
        Assert.Equal([3, 0], runs.Select(run => run.Rows));
        Assert.Equal(app.Clock.GetUtcNow(), runs[1].StartedAt);
        await AddAsync(1);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.ApplyAsync(Rule);
        Assert.Equal([3, 1], (await app.RunsAsync(Rule)).Select(run => run.Rows));
    }

    [Fact]
    public async Task A_rule_that_fails_is_written_down_without_what_it_failed_at_and_stops_no_other()
    {
        await AddAsync(1);
        var (broken, secret) = (new FailingStep(), "ada@example.com");
        broken.Fails = new InvalidOperationException(secret);
        var round = WithRules(new RetentionRule("broken", "Broken") { Says = "", KeptFor = "", Steps = [broken] }, app.Rule(Rule));
        Assert.Equal(2, await round.RunAsync(CancellationToken.None));
        var run = Assert.Single(await app.RunsAsync("broken"));
        Assert.Equal((2, nameof(InvalidOperationException)), (run.Rows, run.Error));
        Assert.Equal(1, Assert.Single(await app.RunsAsync(Rule)).Rows);
        Assert.Contains(app.Logs.Lines, line => line.Text.Contains("The rule broken of retention failed after 2 rows.", StringComparison.Ordinal));
        // It stays to be seen, until it went well again.
        broken.Fails = null;
        app.Clock.Advance(TimeSpan.FromHours(1));
        await round.RunAsync(CancellationToken.None);
        Assert.Equal([nameof(InvalidOperationException), null], (await app.RunsAsync("broken")).Select(each => each.Error));
    }

    [Fact]
    public async Task A_stop_breaks_off_between_portions_tells_what_was_done_and_lets_the_rule_go()
    {
        using var stop = new CancellationTokenSource();
        var step = new FailingStep { Portions = int.MaxValue, Meets = portion => { if (portion == 2) stop.Cancel(); } };
        var round = WithRules(new RetentionRule("endless", "Endless") { Says = "", KeptFor = "", Steps = [step] });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => round.RunAsync(stop.Token));
        var run = Assert.Single(await app.RunsAsync("endless"));
        Assert.Equal((4, null), (run.Rows, run.Error));
        step.Portions = 1;
        Assert.Equal(1, await round.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_portal_applies_them_by_itself()
    {
        await using var other = await PortalApp.StartAsync(new() { ["Retention:Interval"] = "00:00:01", ["Retention:SecurityEvents"] = "00:00:01" });
        await Eventually.IsTrueAsync("each rule was applied", async () =>
            await other.Db(db => db.RetentionRuns.Select(run => run.Rule).Distinct().CountAsync()) == other.Services.GetRequiredService<RetentionCatalogue>().Rules.Count, TimeSpan.FromSeconds(60));
    }

    private RetentionRound Round => app.Services.GetRequiredService<RetentionRound>();

    private RetentionRound WithRules(params RetentionRule[] rules) =>
        ActivatorUtilities.CreateInstance<RetentionRound>(app.Services, new RetentionCatalogue([new Given(rules)]));

    private Task<int> AddAsync(int count) => app.Db(db =>
    {
        var now = app.Clock.GetUtcNow();
        db.AddRange(Enumerable.Range(0, count).Select(_ => new SpentChallenge { Hash = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), ExpiresAt = now }));
        return db.SaveChangesAsync();
    });

    private sealed record Given(IEnumerable<RetentionRule> Rules) : IRetentionRules;

    /// <summary>Two rows a portion, and what the test wants to happen at it.</summary>
    private sealed class FailingStep : RetentionStep
    {
        public int Portions { get; set; } = 2;

        public Exception? Fails { get; set; }

        public Action<int> Meets { get; init; } = _ => { };

        public override Task<RetentionPortion> NextAsync(IServiceProvider services, object? after, CancellationToken cancellationToken)
        {
            var portion = after is int before ? before + 1 : 1;
            if (portion == 2 && Fails is { } failure)
            {
                throw failure;
            }

            Meets(portion);
            return Task.FromResult(new RetentionPortion(2, portion < Portions ? portion : null));
        }
    }
}
