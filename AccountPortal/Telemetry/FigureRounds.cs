using AccountPortal.Background;
using AccountPortal.Mail;
using Npgsql;

namespace AccountPortal.Telemetry;

/// <summary>Reads the figures that are in the database, where metrics are sent.</summary>
internal sealed class FigureRounds(IServiceScopeFactory scopes, NpgsqlDataSource dataSource, TimeProvider clock, ILogger<FigureRounds> logger) : Rounds(Interval, clock, logger)
{
    // Many rows are not counted, but estimated as the planner does.
    private const string LiveSessions =
        """
        select case when reltuples > 100000 then reltuples::bigint else (select count(*) from device_sessions) end
        from pg_class where oid = 'device_sessions'::regclass
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private bool isFirst = true;

    protected override string Work => "Figures";

    protected override Task WaitAsync(CancellationToken stoppingToken)
    {
        var wait = isFirst ? Task.CompletedTask : base.WaitAsync(stoppingToken);
        isFirst = false;
        return wait;
    }

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        await using var command = dataSource.CreateCommand(LiveSessions);
        var sessions = (long)(await command.ExecuteScalarAsync(stoppingToken))!;
        await using var scope = scopes.CreateAsyncScope();
        Measures.Read(sessions, await scope.ServiceProvider.GetRequiredService<OutboxBacklog>().AgeAsync(stoppingToken));
        return false;
    }
}
