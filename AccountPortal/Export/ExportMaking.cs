using AccountPortal.Security;
using AccountPortal.Telemetry;
using Npgsql;

namespace AccountPortal.Export;

/// <summary>Makes one export after the other, from the claim to the archive that is ready, and says what became of those that fail.</summary>
internal sealed class ExportMaking(ExportQueue queue, ArchiveWriting writing, ArchiveSeal seal, IServiceScopeFactory scopes, ILogger<ExportMaking> logger)
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes the next one. <c>false</c>: there is none.</summary>
    public async Task<bool> MakeNextAsync(CancellationToken stopping)
    {
        if (await queue.ClaimAsync(stopping) is not { } export)
        {
            return false;
        }

        // Whoever made it before died of it each time.
        if (export.Attempt > ExportQueue.MostAttempts)
        {
            await GiveUpAsync(export, null);
            return true;
        }

        try
        {
            await MakeAsync(export, stopping);
        }
        catch (LostClaimException)
        {
            logger.LogWarning("Export {Id} went to another node at attempt {Attempt}, or its account is gone.", export.Id, export.Attempt);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            await queue.ReleaseAsync(export);
        }
        catch (Exception exception) when (!Outage.IsOne(exception))
        {
            await FailAsync(export, exception);
        }

        return true;
    }

    private async Task MakeAsync(ClaimedExport export, CancellationToken stopping)
    {
        using var span = Spans.Start("export make");
        var progress = new ExportProgress();
        await using var parts = new PartStream((number, content, token) => StoreAsync(export, number, content, token));
        await using var archive = new ChecksumStream(parts);
        await BesideBeatAsync(
            export,
            progress,
            async cancellationToken =>
            {
                await writing.WriteAsync(export.UserId, archive, progress, cancellationToken);
                await parts.FinishAsync(cancellationToken);
            },
            stopping);
        await using var scope = scopes.CreateAsyncScope();
        var ending = scope.ServiceProvider.GetRequiredService<ExportEnding>();
        LostClaimException.ThrowIf(!await ending.ReadyAsync(export, progress.Done, archive.Written, archive.TakeSha256(), stopping));
        logger.LogInformation("Export {Id} is ready: {Rows} rows, {Size} bytes.", export.Id, progress.Done, archive.Written);
    }

    // The beat goes on beside the work, and not by its rows: counting them takes a while in which none is done.
    private async Task BesideBeatAsync(ClaimedExport export, ExportProgress progress, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var beating = BeatAsync(export, progress, ended);
        try
        {
            await work(ended.Token);
        }
        catch (Exception) when (ended.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // What the beat found out is the reason.
            await beating;
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeatAsync(ClaimedExport export, ExportProgress progress, CancellationTokenSource work)
    {
        using var timer = new PeriodicTimer(BeatInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(work.Token))
            {
                LostClaimException.ThrowIf(!await queue.RenewAsync(export, progress, work.Token));
            }
        }
        catch (Exception) when (!work.IsCancellationRequested)
        {
            await work.CancelAsync();
            throw;
        }
    }

    private async Task StoreAsync(ClaimedExport export, int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        LostClaimException.ThrowIf(!await queue.AddPartAsync(export, number, seal.Protect(export.Id, number, content), cancellationToken));

    // The kind of failure and where, never its message: there may be data in it.
    private async Task FailAsync(ClaimedExport export, Exception exception)
    {
        var kind = exception is PostgresException { SqlState: var state } ? $"{exception.GetType().Name} {state}" : exception.GetType().Name;
        logger.LogError("Export {Id} failed at attempt {Attempt}: {Kind}\n{Trace}", export.Id, export.Attempt, kind, exception.StackTrace);
        if (export.Attempt < ExportQueue.MostAttempts)
        {
            await queue.PostponeAsync(export, kind);
        }
        else
        {
            await GiveUpAsync(export, kind);
        }
    }

    private async Task GiveUpAsync(ClaimedExport export, string? kind)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ExportEnding>().FailedAsync(export, kind, CancellationToken.None);
        logger.LogError("Export {Id} is given up after {Attempts} attempts.", export.Id, ExportQueue.MostAttempts);
    }

    /// <summary>Another node has begun anew, or the account is gone: whatever this one still does counts no more.</summary>
    private sealed class LostClaimException : Exception
    {
        public static void ThrowIf(bool isLost)
        {
            if (isLost)
            {
                throw new LostClaimException();
            }
        }
    }
}
