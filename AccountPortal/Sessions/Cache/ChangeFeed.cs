using System.Collections.Concurrent;
using System.Security.Cryptography;
using AccountPortal.Security;
using AccountPortal.Telemetry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AccountPortal.Sessions.Cache;

/// <summary>
/// Hears from the database what changed about sessions and accounts, whoever changed it, and forgets what this node remembered of them. A connection of its own
/// listens; a word to itself goes through the database each second and renews the lease (<see cref="FeedLease"/>).
/// </summary>
internal sealed class ChangeFeed(
    FeedConnection connections, NpgsqlDataSource dataSource, SessionCache cache, FeedLease lease, IOptions<SessionCacheSettings> settings, ILogger<ChangeFeed> logger) : BackgroundService
{
    /// <summary>The channel that the triggers on the tables speak on.</summary>
    public const string Channel = "portal_changes";

    private static readonly TimeSpan CatchUpTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // Each process has a name of its own, so that it knows its own words.
    private readonly string node = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly ConcurrentDictionary<long, TaskCompletionSource> waiting = new();
    private long asked;

    /// <summary>
    /// Waits until everything that was committed so far has arrived here. Where that takes too long the lease ends: then nothing is trusted that could be
    /// out of date. Without a lease there is nothing to wait for.
    /// </summary>
    public async Task CatchUpAsync()
    {
        if (!lease.IsHeld)
        {
            return;
        }

        var number = Interlocked.Increment(ref asked);
        var arrived = waiting[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            using var patience = new CancellationTokenSource(CatchUpTimeout);
            await using var command = dataSource.CreateCommand($"select pg_notify('{Channel}', $1)");
            command.Parameters.Add(new NpgsqlParameter { Value = FeedMessage.Asked(node, number) });
            await command.ExecuteNonQueryAsync(patience.Token);
            await arrived.Task.WaitAsync(patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException || Outage.IsOne(exception))
        {
            lease.Drop();
        }
        finally
        {
            waiting.TryRemove(number, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested && settings.Value.Size > 0)
        {
            try
            {
                await using var connection = await connections.OpenAsync(stoppingToken);
                pause = FirstPause;
                await ListenAsync(connection, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Distrust();
                Report(exception);
                await Task.Delay(pause, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // The portal stops.
            }
        }

        Distrust();
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        connection.Notification += (_, told) => Hear(told.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        // What was committed before this line was heard by nobody here.
        cache.Clear();
        await using var heartbeat = new NpgsqlCommand($"select pg_notify('{Channel}', $1)", connection) { CommandTimeout = (int)Math.Ceiling(settings.Value.Lease.TotalSeconds) };
        var word = new NpgsqlParameter<string>();
        heartbeat.Parameters.Add(word);
        while (true)
        {
            var sentAt = lease.Now;
            word.TypedValue = FeedMessage.Heartbeat(node, sentAt);
            await heartbeat.ExecuteNonQueryAsync(stoppingToken);
            for (var left = settings.Value.Heartbeat; left > TimeSpan.Zero; left = settings.Value.Heartbeat - TimeProvider.System.GetElapsedTime(sentAt))
            {
                await connection.WaitAsync(WholeMilliseconds(left), stoppingToken);
            }
        }
    }

    /// <summary>Rounded up: of a wait Npgsql takes the whole milliseconds, and none of them means for ever. Where no other node's word came, the heart would stop.</summary>
    internal static TimeSpan WholeMilliseconds(TimeSpan left) => TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));

    private void Hear(string payload)
    {
        switch (FeedMessage.Parse(payload))
        {
            case { Kind: FeedMessageKind.Sessions } message:
                foreach (var id in message.Ids)
                {
                    cache.Evict(id);
                }

                break;
            case { Kind: FeedMessageKind.Accounts } message:
                foreach (var id in message.Ids)
                {
                    cache.EvictAccount(id);
                }

                break;
            case { Kind: FeedMessageKind.Heartbeat } message when message.Node == node:
                lease.Extend(message.Number, settings.Value.Lease);
                Measures.Heard(TimeProvider.System.GetElapsedTime(message.Number));
                break;
            case { Kind: FeedMessageKind.Asked } message when message.Node == node:
                if (waiting.TryGetValue(message.Number, out var arrived))
                {
                    arrived.TrySetResult();
                }

                break;
            case { Kind: FeedMessageKind.Heartbeat or FeedMessageKind.Asked }:
                break;
            default:
                // Everything, or a word that a newer version says: better too much forgotten than too little.
                cache.Clear();
                break;
        }
    }

    private void Distrust()
    {
        lease.Drop();
        cache.Clear();
    }

    private void Report(Exception exception)
    {
        if (Outage.IsOne(exception) || exception is TimeoutException)
        {
            logger.LogWarning("The change feed is down, each session is read from the database: {Reason}", exception.GetBaseException().Message);
        }
        else
        {
            logger.LogError(exception, "The change feed broke off.");
        }
    }
}
