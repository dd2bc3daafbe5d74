using System.Diagnostics;
using Npgsql;

namespace AccountPortal.Data;

/// <summary>
/// The clock that all nodes share: the system's, moved by what the database's was found to differ (P16). A node whose clock is three minutes
/// off ends nobody's session early.
/// </summary>
public sealed class DatabaseClock : TimeProvider
{
    private long offsetTicks;

    /// <summary>How much later the database's clock is than this machine's.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));
        set => Interlocked.Exchange(ref offsetTicks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}

/// <summary>Measures the offset at start and with each heartbeat.</summary>
internal sealed class ClockHeartbeat(DatabaseClock clock, NpgsqlDataSource dataSource, ILogger<ClockHeartbeat> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

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

    // The database's instant is compared with the middle of the round trip.
    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand("select clock_timestamp()");
            var (before, started) = (TimeProvider.System.GetUtcNow(), Stopwatch.GetTimestamp());
            var database = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
            clock.Offset = database - (before + (Stopwatch.GetElapsedTime(started) / 2));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // The last known offset stays good for far longer than an outage lasts.
            logger.LogWarning("The database's clock could not be read: {Reason}", exception.Message);
        }
    }
}

internal static class DatabaseClockSetup
{
    public static IServiceCollection AddDatabaseClock(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddHostedService<ClockHeartbeat>();
        return services;
    }
}
