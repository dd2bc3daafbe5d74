using System.Diagnostics;
using Npgsql;

namespace AccountPortal.Retention;

/// <summary>Applies the rules, one after the other; what one of them meets stops none of the others.</summary>
public sealed class RetentionRound(IServiceScopeFactory scopes, RetentionCatalogue catalogue, TimeProvider clock, ILogger<RetentionRound> logger)
{
    private static readonly TimeSpan ShortestBreath = TimeSpan.FromMilliseconds(20);

    // How long a claim is sure to hold without being kept up, by real time: the shortest interval there may be in production, and some.
    private static readonly TimeSpan KeepsUpEach = TimeSpan.FromSeconds(20);

    /// <summary>One round over all rules that no node has claimed. Returns how many this node applied.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var applied = 0;
        foreach (var rule in catalogue.Rules)
        {
            if (await WithAsync((RetentionClaims claims) => claims.TakeAsync(rule, cancellationToken)))
            {
                await ApplyAsync(rule, cancellationToken);
                applied++;
            }
        }

        return applied;
    }

    /// <summary>Applies a rule whether or not it is claimed, and writes the run down. Throws where it is broken off by a stop.</summary>
    public async Task<RetentionRun> ApplyAsync(RetentionRule rule, CancellationToken cancellationToken)
    {
        var (started, work) = (clock.GetUtcNow(), new Work());
        try
        {
            await StepsAsync(rule, work, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            await BreakOffAsync(rule, started, work);
            throw;
        }
        catch (Exception exception)
        {
            work.Error = Kind(exception);
            logger.LogError(exception, "The rule {Rule} of retention failed after {Rows} rows.", rule.Name, work.Rows);
        }

        var run = Run(rule, started, work);
        await RecordAsync(run, cancellationToken);
        if (run.Rows > 0)
        {
            logger.LogInformation("The rule {Rule} of retention removed {Rows} rows.", rule.Name, run.Rows);
        }

        return run;
    }

    private async Task StepsAsync(RetentionRule rule, Work work, CancellationToken cancellationToken)
    {
        var keptUp = Stopwatch.GetTimestamp();
        foreach (var step in rule.Steps)
        {
            object? after = null;
            do
            {
                var started = Stopwatch.GetTimestamp();
                await using (var scope = scopes.CreateAsyncScope())
                {
                    var portion = await step.NextAsync(scope.ServiceProvider, after, cancellationToken);
                    work.Rows += portion.Rows;
                    after = portion.Next;
                }

                if (Stopwatch.GetElapsedTime(keptUp) > KeepsUpEach)
                {
                    await WithAsync((RetentionClaims claims) => claims.KeepAsync(rule, cancellationToken));
                    keptUp = Stopwatch.GetTimestamp();
                }

                if (after is not null)
                {
                    await BreatheAsync(Stopwatch.GetElapsedTime(started), cancellationToken);
                }
            }
            while (after is not null);
        }
    }

    // Real time: this is about the load on the database. It is left alone for longer than it worked, however slow it is.
    private static Task BreatheAsync(TimeSpan worked, CancellationToken cancellationToken) =>
        Task.Delay(worked * 2 > ShortestBreath ? worked * 2 : ShortestBreath, cancellationToken);

    // What was done is done: it is told, and whoever comes next goes on with the rest.
    private async Task BreakOffAsync(RetentionRule rule, DateTimeOffset started, Work work)
    {
        try
        {
            if (work.Rows > 0)
            {
                await RecordAsync(Run(rule, started, work), CancellationToken.None);
            }

            await WithAsync((RetentionClaims claims) => claims.LetGoAsync(rule, CancellationToken.None));
        }
        catch (Exception exception) when (exception.GetBaseException() is NpgsqlException)
        {
            logger.LogWarning("That the rule {Rule} of retention was broken off could not be written down: {Reason}", rule.Name, exception.GetBaseException().Message);
        }
    }

    private RetentionRun Run(RetentionRule rule, DateTimeOffset started, Work work)
    {
        var now = clock.GetUtcNow();
        return new RetentionRun { Id = Guid.CreateVersion7(now), Rule = rule.Name, StartedAt = started, EndedAt = now, Rows = work.Rows, Error = work.Error };
    }

    private async Task RecordAsync(RetentionRun run, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RetentionRuns>().AddAsync(run, cancellationToken);
    }

    private async Task<T> WithAsync<T>(Func<RetentionClaims, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<RetentionClaims>());
    }

    private async Task WithAsync(Func<RetentionClaims, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<RetentionClaims>());
    }

    // Its message may quote a row.
    private static string Kind(Exception exception) => exception.GetBaseException() switch
    {
        PostgresException postgres => $"{nameof(PostgresException)} {postgres.SqlState}",
        var other => other.GetType().Name,
    };

    private sealed class Work
    {
        public long Rows { get; set; }

        public string? Error { get; set; }
    }
}
