using System.Net;
using System.Security.Claims;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions.Cache;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>A session that was let in, and where the request came from if that is news to its row.</summary>
internal sealed record CheckedSession(CachedSession Session, SessionMove? Move);

/// <summary>
/// Does this key belong to a live session, and whose? One primary-key read, whenever the node does not know it (<see cref="SessionCache"/>) or what it knows
/// would refuse: no session ends by what a node remembers (P4).
/// </summary>
internal sealed class SessionCheck(
    SessionRows rows, TicketSeal seal, SessionActivities activities, IServiceScopeFactory scopes, TimeProvider clock, IOptions<SessionSettings> options,
    IOptions<AdminSettings> admin, IOptions<TwoFactorSettings> twoFactor)
{
    // How late the address of a session may be that goes to and fro between two: a write for each request would be one without end.
    private static readonly TimeSpan MoveInterval = TimeSpan.FromMinutes(1);

    public async Task<CheckedSession?> RunAsync(byte[] keyHash, HttpContext context, CancellationToken cancellationToken)
    {
        // Three times at most: a row that looked over may have been touched by another request meanwhile, and one that moved is another. It is then read again.
        for (var tries = 0; tries < 3; tries++)
        {
            var row = await rows.FindAsync(keyHash, cancellationToken);
            if (row is null || seal.Open(row.Id, row.UserId, keyHash, row.Ticket) is not { } ticket)
            {
                return null;
            }

            // This node may have seen it in use since the row was written.
            var (now, activity) = (clock.GetUtcNow(), activities.Of(row.Id, row.UserId, row.Remembered, row.LastActiveAt));
            var over = row.IsOfDisabledProvider ? EndReason.ProviderDisabled : options.Value.EndReasonAt(now, row.Remembered, row.CreatedAt, activity.LastActiveAt, row.EndsAt);
            if (over is { } reason)
            {
                if (await ExpireAsync(row, reason, cancellationToken))
                {
                    return null;
                }

                continue;
            }

            if (row.Ip.Equals(context.ClientAddress()))
            {
                activities.Touch(activity, now);
                return new(await DescribeAsync(row, keyHash, row.Ip, ticket.Principal, activity, cancellationToken), null);
            }

            if (await FollowAsync(row, context, now, cancellationToken) is (true, var move, var ip))
            {
                activities.Touch(activity, now);
                return new(await DescribeAsync(row, keyHash, ip, ticket.Principal, activity, cancellationToken), move);
            }
        }

        return null;
    }

    // What few requests need has a scope of its own: the request's DbContext stays free of what authentication read, and all others pay for none.
    private async Task<bool> ExpireAsync(SessionFacts row, string reason, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SessionEnding>().ExpireAsync(row.Id, row.LastActiveAt, reason, cancellationToken);
    }

    // Whether what was read still stands; and then the move, and the address that the row has after it.
    private async Task<(bool Stands, SessionMove? Move, IPAddress Ip)> FollowAsync(SessionFacts row, HttpContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var moves = scope.ServiceProvider.GetRequiredService<SessionMoves>();
        if (moves.Find(row.Ip, context.ClientAddress(), row.ConfirmSince) is not { } move)
        {
            return (true, null, row.Ip);
        }

        if (await moves.FollowAsync(context, row.UserId, row.Id, row.DeviceType, move, cancellationToken))
        {
            return (false, move, row.Ip);
        }

        // Before the touch, which would have the row written under it.
        var isWritten = await WriteMoveAsync(scope.ServiceProvider.GetRequiredService<PortalDbContext>(), row, move, now, cancellationToken);
        return (true, move, isWritten ? move.ToAddress : row.Ip);
    }

    private async Task<bool> WriteMoveAsync(PortalDbContext db, SessionFacts row, SessionMove move, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var interval = options.Value.LastActiveIntervalFor(row.Remembered);
        if (now - row.LastActiveAt < (interval < MoveInterval ? interval : MoveInterval))
        {
            return false;
        }

        // What was read is in the condition: of many requests at once, one writes.
        return await db.Sessions.Where(session => session.Id == row.Id && session.LastActiveAt == row.LastActiveAt && session.Ip == row.Ip)
            .ExecuteUpdateAsync(
                set =>
                {
                    set.SetProperty(session => session.LastActiveAt, now);
                    move.Write(set);
                },
                cancellationToken) == 1;
    }

    private async ValueTask<CachedSession> DescribeAsync(
        SessionFacts row, byte[] keyHash, IPAddress ip, ClaimsPrincipal sealedPrincipal, SessionActivity activity, CancellationToken cancellationToken) =>
        new(row.Id, row.UserId, keyHash, row.Remembered, row.CreatedAt, row.EndsAt, row.DeviceName, row.SteppedUpAt, row.SecondFactorAt, row.ConfirmSince, ip,
            await AccountAsync(row, sealedPrincipal, cancellationToken), activity);

    private async ValueTask<CachedAccount> AccountAsync(SessionFacts row, ClaimsPrincipal sealedPrincipal, CancellationToken cancellationToken)
    {
        var named = admin.Value.Covers(row.Email, row.EmailVerified, row.IsBySaml) ? [AdminRole.Name] : Array.Empty<string>();
        // A company's word is not enough to administer, whoever the account belongs to by now.
        string[] roles = [.. row.Roles.Where(role => !row.IsBySaml || role != AdminRole.Name).Union(named).Select(string.Intern)];
        // Asked only where a role wants it; everybody else pays nothing for it.
        var lacks = !row.HasTotp && twoFactor.Value.IsRequiredFor(roles) && !await HasPasskeyAsync(row.UserId, cancellationToken);
        return new(row.Email, row.EmailVerified, Shared(row.TimeZone), row.IsPendingDeletion, lacks, roles, [.. sealedPrincipal.FindAll(PortalClaims.Method).Select(claim => string.Intern(claim.Value))]);
    }

    // There are few time zones, roles and methods, and many sessions that are remembered with them.
    private static string? Shared(string? text) => text is null ? null : string.Intern(text);

    private async Task<bool> HasPasskeyAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SecondFactors>().HasPasskeyAsync(userId, cancellationToken);
    }
}
