using System.Collections.Concurrent;
using AccountPortal.Background;
using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace AccountPortal.Sessions.Cache;

/// <summary>
/// Writes <c>last_active_at</c> of the sessions that were in use: all that are due in one statement, each at most once per interval, whichever of the nodes
/// that served it comes first, and once more when a session comes to rest, so that its row is never further behind than the interval. A stop writes what is
/// left; a crash loses the interval at most.
/// </summary>
public sealed class SessionActivities(NpgsqlDataSource dataSource, TimeProvider clock, IOptions<SessionSettings> settings, ILogger<SessionActivities> logger)
    : Rounds(Round, clock, logger)
{
    private const int BatchSize = 5000;

    // Writes those whose row is as old as it may get. Returns the others that are still behind, and what their rows say: another node has written within the
    // interval, or somebody holds the row; it does not wait for them.
    private const string Statement =
        """
        with seen as (select * from unnest(@ids, @instants, @oldest) as seen (id, at, oldest)),
          free as materialized (
            select device_sessions.id, seen.at from device_sessions join seen on seen.id = device_sessions.id
            where device_sessions.last_active_at < seen.at and device_sessions.last_active_at <= seen.oldest
            order by device_sessions.id for no key update of device_sessions skip locked),
          written as (update device_sessions set last_active_at = free.at from free where device_sessions.id = free.id returning device_sessions.id)
        select seen.id, device_sessions.last_active_at from seen join device_sessions on device_sessions.id = seen.id
        where device_sessions.last_active_at < seen.at and seen.id not in (select id from written)
        """;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    // Sessions that come due together are written together.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    // How long a stop takes for what is left.
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(5);

    // Those that are ahead of their row.
    private readonly ConcurrentDictionary<Guid, SessionActivity> pending = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly SemaphoreSlim due = new(0);
    private int isAnyDue;

    /// <summary>The activity of a session whose row was just read: what this node knows of it, if it knows more than the row.</summary>
    public SessionActivity Of(Guid sessionId, Guid userId, bool remembered, DateTimeOffset lastActiveAt)
    {
        if (!pending.TryGetValue(sessionId, out var known))
        {
            return new SessionActivity(sessionId, userId, remembered, lastActiveAt);
        }

        known.Written(lastActiveAt);
        return known;
    }

    /// <summary>The session is in use now.</summary>
    public void Touch(SessionActivity activity, DateTimeOffset now)
    {
        activity.Move(now);
        var queued = activity.Enqueue() ? Queue(activity, now) : activity;
        if (Volatile.Read(ref isAnyDue) == 0 && IsDue(queued, now) && Interlocked.Exchange(ref isAnyDue, 1) == 0)
        {
            due.Release();
        }
    }

    /// <summary>When a session was last active, as its row or this node knows it.</summary>
    public DateTimeOffset Latest(Guid sessionId, DateTimeOffset lastActiveAt) =>
        pending.TryGetValue(sessionId, out var known) && known.LastActiveAt > lastActiveAt ? known.LastActiveAt : lastActiveAt;

    /// <summary>Writes what is due, or all of it.</summary>
    public Task WriteAsync(bool all, CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        var known = pending.Select(pair => pair.Value);
        return all
            ? WriteAsync(known, activity => activity.LastActiveAt, cancellationToken)
            : WriteAsync(known.Where(activity => IsDue(activity, now)), activity => now - IntervalOf(activity), cancellationToken);
    }

    /// <summary>
    /// Writes what is known of those of these sessions that their rows call idle for too long, for somebody who is about to end them. The others wait for their
    /// time: a walk through all sessions must not write each of them that is in use.
    /// </summary>
    public Task WriteOverdueAsync(IEnumerable<Guid> sessionIds, CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        return WriteAsync(
            sessionIds.Select(id => pending.GetValueOrDefault(id)).OfType<SessionActivity>(), activity => now - settings.Value.IdleTimeoutFor(activity.Remembered), cancellationToken);
    }

    /// <summary>
    /// Writes what is known of one account's sessions, for somebody who is about to compare or end them by their rows. By their own connection: in a transaction
    /// that others wait for, a second one may never come. It stays pending, for the transaction may be rolled back.
    /// </summary>
    public async Task WriteOfAsync(PortalDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        if (pending.Select(pair => pair.Value).Where(activity => activity.UserId == userId).ToArray() is { Length: > 0 } batch)
        {
            var instants = Array.ConvertAll(batch, activity => activity.LastActiveAt);
            await db.Database.ExecuteSqlRawAsync(Statement, Parameters(batch, instants, instants), cancellationToken);
        }
    }

    // What cannot be written because somebody holds the row stays pending for the next round.
    private async Task WriteAsync(IEnumerable<SessionActivity> wanted, Converter<SessionActivity, DateTimeOffset> oldest, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            foreach (var batch in wanted.Chunk(BatchSize))
            {
                await WriteAsync(batch, Array.ConvertAll(batch, oldest), cancellationToken);
            }
        }
        finally
        {
            writing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Not by the host's patience: one slow request may have used all of it up, and nobody's activity is lost for that.
        using var patience = new CancellationTokenSource(LastWrite);
        try
        {
            await WriteAsync(all: true, patience.Token);
        }
        catch (Exception exception) when (Outage.IsOne(exception) || exception is OperationCanceledException)
        {
            logger.LogWarning("The last activity of {Count} sessions was not written: {Reason}", pending.Count, exception.GetBaseException().Message);
        }
    }

    public override void Dispose()
    {
        writing.Dispose();
        due.Dispose();
        base.Dispose();
    }

    protected override string Work => "Last activities of sessions";

    // By this machine's clock: how late a row may be is a matter of real time.
    protected override async Task WaitAsync(CancellationToken stoppingToken)
    {
        await due.WaitAsync(Round, stoppingToken);
        await Task.Delay(Gathering, stoppingToken);
        Volatile.Write(ref isAnyDue, 0);
    }

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        await WriteAsync(all: false, stoppingToken);
        return false;
    }

    private bool IsDue(SessionActivity activity, DateTimeOffset now) => now - activity.WrittenAt >= IntervalOf(activity);

    private TimeSpan IntervalOf(SessionActivity activity) => settings.Value.LastActiveIntervalFor(activity.Remembered);

    private async Task WriteAsync(SessionActivity[] batch, DateTimeOffset[] oldest, CancellationToken cancellationToken)
    {
        var instants = Array.ConvertAll(batch, activity => activity.LastActiveAt);
        await using var command = dataSource.CreateCommand(Statement);
        command.Parameters.AddRange(Parameters(batch, instants, oldest));
        Dictionary<Guid, DateTimeOffset> behind = [];
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                behind.Add(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1));
            }
        }

        for (var i = 0; i < batch.Length; i++)
        {
            if (!behind.TryGetValue(batch[i].SessionId, out var says))
            {
                Settle(batch[i], instants[i]);
            }
            else if (says > oldest[i])
            {
                Settle(batch[i], says);
            }
        }
    }

    private static NpgsqlParameter[] Parameters(SessionActivity[] batch, DateTimeOffset[] instants, DateTimeOffset[] oldest) =>
    [
        new("ids", Array.ConvertAll(batch, activity => activity.SessionId)),
        Instants("instants", instants),
        Instants("oldest", oldest),
    ];

    private static NpgsqlParameter Instants(string name, DateTimeOffset[] instants) =>
        new(name, Array.ConvertAll(instants, at => at.UtcDateTime)) { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };

    // Two requests at once that both read the row have made two of it: one of them is written, for both.
    private SessionActivity Queue(SessionActivity activity, DateTimeOffset now)
    {
        while (true)
        {
            var queued = pending.GetOrAdd(activity.SessionId, activity);
            if (queued == activity)
            {
                return queued;
            }

            queued.Move(now);
            // Still there after the move, so whoever takes it out sees the move.
            if (pending.TryGetValue(activity.SessionId, out var still) && still == queued)
            {
                activity.Written(queued.WrittenAt);
                activity.Dequeue();
                return queued;
            }
        }
    }

    // Where another touch came in between, it is queued anew.
    private void Settle(SessionActivity activity, DateTimeOffset writtenAt)
    {
        activity.Written(writtenAt);
        pending.TryRemove(KeyValuePair.Create(activity.SessionId, activity));
        activity.Dequeue();
        if (activity.IsAhead)
        {
            Touch(activity, activity.LastActiveAt);
        }
    }
}
