using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Alerts;
using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Places;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>
/// Watches where sessions are used from. A stolen cookie mostly comes from somewhere else: a move to a country or network where the device was not
/// used before is marked and told, and the session ends or has to be confirmed where the settings say so.
/// </summary>
public sealed class SessionMoves(
    PortalDbContext db, PlaceFinder places, MoveJudgement judgement, MoveAlerts alerts, KnownDevices devices, SessionEnding ending, TimeProvider clock,
    IOptions<SessionSettings> settings)
{
    // What is shown of a session that travels much.
    private const int MostSignals = 10;

    /// <summary>
    /// The way from the row's address to the request's; <c>null</c> where they are the same, and while the session waits to be confirmed: it
    /// opens nothing then, from wherever, and its owner and a thief in turns would have it written with each request.
    /// </summary>
    public SessionMove? Find(IPAddress from, IPAddress to, DateTimeOffset? confirmSince)
    {
        var isWaiting = confirmSince is not null && settings.Value.OnNetworkChange == OnNetworkChange.StepUp;
        return from.Equals(to) || isWaiting ? null : new SessionMove(from, places.Find(from), to, places.Find(to));
    }

    /// <summary>
    /// Marks, holds or ends the session if the move is unusual. <c>true</c> where the row is no longer the one that was read, by this request or by
    /// another one meanwhile: it has to be read again before anything is decided by it.
    /// </summary>
    public async Task<bool> FollowAsync(HttpContext context, Guid userId, Guid sessionId, string deviceType, SessionMove move, CancellationToken cancellationToken)
    {
        if (!MoveJudgement.IsWorthALook(move, deviceType))
        {
            return false;
        }

        var session = await ReadAsync(sessionId, cancellationToken);
        // Who goes to and fro between two usual networks takes no lock.
        if (session is not null && !await judgement.IsUnusualAsync(session, move, cancellationToken))
        {
            return false;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Of many requests from the new place one does it; the others come to this line after it, and find nothing left to do.
        if (await db.LockedAccountAsync(userId, cancellationToken) is { } account
            && await ReadAsync(sessionId, cancellationToken) is { } current
            && Find(current.Ip, move.ToAddress, current.ConfirmSince) is { } latest
            && await judgement.IsUnusualAsync(current, latest, cancellationToken)
            && await MoveAsync(context, account, current, latest, cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return true;
    }

    private Task<Session?> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        db.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);

    private async Task<bool> MoveAsync(HttpContext context, Account account, Session session, SessionMove move, CancellationToken cancellationToken)
    {
        // What was usual before is asked before this place becomes so.
        var news = await judgement.NewsAsync(account.Id, move, cancellationToken);
        if (!await ApplyAsync(session, move, cancellationToken))
        {
            return false;
        }

        alerts.Add(context, account, session, move, news);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    // The device's row before the session's, which is the order of whoever forgets a device.
    private async Task<bool> ApplyAsync(Session session, SessionMove move, CancellationToken cancellationToken)
    {
        switch (settings.Value.OnNetworkChange)
        {
            case OnNetworkChange.End:
                // The place does not become a usual one: the next stolen cookie would pass from there.
                return await ending.EndAsync(session.UserId, session.Id, EndReason.Moved, null, cancellationToken);
            case OnNetworkChange.StepUp:
                // Nor here, until the person has confirmed there that it's them.
                return await WriteAsync(session, move, clock.GetUtcNow(), cancellationToken);
            default:
                if (session.KnownDeviceId is { } device)
                {
                    await devices.RememberPlaceAsync(device, move.To, cancellationToken);
                }

                return await WriteAsync(session, move, session.ConfirmSince, cancellationToken);
        }
    }

    private async Task<bool> WriteAsync(Session session, SessionMove move, DateTimeOffset? confirmSince, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var moved = session.Signals.Where(signal => signal.Kind == SignalKind.Moved).Append(MoveJudgement.SignalOf(move, now)).TakeLast(MostSignals);
        Signal[] signals = [.. session.Signals.Where(signal => signal.Kind != SignalKind.Moved), .. moved];
        // The address that was judged is in the condition: an ordinary touch takes no lock, and may have been here first.
        return await db.Sessions.Where(row => row.Id == session.Id && row.Ip == move.FromAddress).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(row => row.LastActiveAt, now).SetProperty(row => row.Signals, signals).SetProperty(row => row.ConfirmSince, confirmSince);
                move.Write(set);
            },
            cancellationToken) == 1;
    }
}
