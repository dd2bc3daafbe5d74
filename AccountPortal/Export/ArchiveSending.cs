using System.Security.Cryptography;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Export;

/// <summary>Streams an archive into the response, part by part, and renews its lease meanwhile: a slow line may take longer than that.</summary>
internal sealed class ArchiveSending(PortalDbContext db, IServiceScopeFactory scopes, ArchiveSeal seal, ExportDeparture departure, TimeProvider clock, ILogger<ArchiveSending> logger)
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(20);

    public async Task SendAsync(HttpContext context, LeavingArchive archive)
    {
        using var through = new CancellationTokenSource();
        var beating = BeatAsync(archive, through.Token);
        var hasLeft = false;
        try
        {
            await StreamAsync(context, archive);
            hasLeft = true;
        }
        catch (CryptographicException)
        {
            // Its key is gone, or somebody wrote to the database: asking again makes it no better.
            logger.LogError("Export {Id} could not be opened and is given up.", archive.Id);
            await departure.IsBrokenAsync(archive);
            throw;
        }
        finally
        {
            await through.CancelAsync();
            await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (hasLeft ? departure.LeftAsync(context, archive) : departure.StaysAsync(archive));
        }
    }

    private async Task StreamAsync(HttpContext context, LeavingArchive archive)
    {
        var (response, aborted, sent) = (context.Response, context.RequestAborted, 0L);
        for (var number = 0; sent < archive.Size; number++)
        {
            var stored = await db.DataExportParts.Where(part => part.ExportId == archive.Id && part.Number == number).Select(part => part.ProtectedContent).SingleAsync(aborted);
            var content = seal.Open(archive.Id, number, stored);
            await response.Body.WriteAsync(content, aborted);
            sent += content.Length;
        }

        await response.CompleteAsync();
        // A connection that is gone takes everything and says nothing.
        aborted.ThrowIfCancellationRequested();
    }

    private async Task BeatAsync(LeavingArchive archive, CancellationToken through)
    {
        using var timer = new PeriodicTimer(BeatInterval);
        while (await timer.WaitForNextTickAsync(through))
        {
            // The request's own context is reading.
            await using var scope = scopes.CreateAsyncScope();
            var until = clock.GetUtcNow() + ExportDownload.Lease;
            await ExportDownload.Held(scope.ServiceProvider.GetRequiredService<PortalDbContext>(), archive)
                .ExecuteUpdateAsync(set => set.SetProperty(export => export.LeaseUntil, until), through);
        }
    }
}
