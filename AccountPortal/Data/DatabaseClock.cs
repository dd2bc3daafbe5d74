using Npgsql;

namespace AccountPortal.Data;

/// <summary>
/// The clock that all nodes share: the system's, moved by what the database's was found to differ (P16). A node whose clock is three minutes
/// off ends nobody's session early.
/// </summary>
public sealed class DatabaseClock : TimeProvider
{
    private long offsetTicks;
    private volatile bool isKnown;

    /// <summary>How much later the database's clock is than this machine's.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));
        set
        {
            Interlocked.Exchange(ref offsetTicks, value.Ticks);
            isKnown = true;
        }
    }

    /// <summary>Whether it was measured yet: until then this is the machine's own clock, by which nobody's session may end.</summary>
    public bool IsKnown => isKnown;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}

/// <summary>Measures the offset at start and with each heartbeat.</summary>
internal sealed class ClockHeartbeat(DatabaseClock clock, NpgsqlDataSource dataSource, ILogger<ClockHeartbeat> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // The error is half of the round trip at most; one that took longer says less than what is known already.
    private static readonly TimeSpan LongestRoundTrip = TimeSpan.FromSeconds(1);

    /// <summary>This machine's clock.</summary>
    internal TimeProvider Machine { get; init; } = TimeProvider.System;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await MeasureAsync(stoppingToken);
        }
    }

    /// <summary>Measures it for a request that came before anybody could. Throws where the database is away.</summary>
    public async Task LearnAsync(CancellationToken cancellationToken)
    {
        if (!clock.IsKnown)
        {
            await AskAsync(cancellationToken);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // The last known offset stays good for far longer than an outage lasts.
            logger.LogWarning("The database's clock could not be read: {Reason}", exception.Message);
        }
    }

    // The database's instant is compared with the middle of the round trip, which begins on an open connection.
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        var (before, started) = (Machine.GetUtcNow(), Machine.GetTimestamp());
        var database = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
        Take(database - before, Machine.GetElapsedTime(started));
    }

    private void Take(TimeSpan ahead, TimeSpan roundTrip)
    {
        // The first is better than none.
        if (roundTrip <= LongestRoundTrip || !clock.IsKnown)
        {
            clock.Offset = ahead - (roundTrip / 2);
        }
        else
        {
            logger.LogWarning("The database's clock took {RoundTrip} to read and was not used", roundTrip);
        }
    }
}

internal static class DatabaseClockSetup
{
    public static IServiceCollection AddDatabaseClock(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddSingleton<ClockHeartbeat>();
        services.AddHostedService(provider => provider.GetRequiredService<ClockHeartbeat>());
        return services;
    }
}
