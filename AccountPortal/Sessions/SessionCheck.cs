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
    PortalDbContext db, TicketSeal seal, SessionEnding ending, SessionMoves moves, SessionActivities activities, SecondFactors factors, TimeProvider clock,
    IOptions<SessionSettings> options, IOptions<AdminSettings> admin, IOptions<TwoFactorSettings> twoFactor)
{
    // How late the address of a session may be that goes to and fro between two: a write for each request would be one without end.
    private static readonly TimeSpan MoveInterval = TimeSpan.FromMinutes(1);

    public async Task<CheckedSession?> RunAsync(byte[] keyHash, HttpContext context, CancellationToken cancellationToken)
    {
        // Three times at most: a row that looked over may have been touched by another request meanwhile, and one that moved is another. It is then read again.
        for (var tries = 0; tries < 3; tries++)
        {
            var row = await ReadAsync(keyHash, cancellationToken);
            if (row is null || seal.Open(row.Id, row.UserId, keyHash, row.Ticket) is not { } ticket)
            {
                return null;
            }

            // This node may have seen it in use since the row was written.
            var (now, activity) = (clock.GetUtcNow(), activities.Of(row.Id, row.UserId, row.Remembered, row.LastActiveAt));
            var over = row.IsOfDisabledProvider ? EndReason.ProviderDisabled : options.Value.EndReasonAt(now, row.Remembered, row.CreatedAt, activity.LastActiveAt, row.EndsAt);
            if (over is not { } reason)
            {
                var move = moves.Find(row.Ip, context.ClientAddress(), row.ConfirmSince);
                if (move is not null && await moves.FollowAsync(context, row.UserId, row.Id, row.DeviceType, move, cancellationToken))
                {
                    continue;
                }

                // Before the touch, which would have the row written under it.
                var isWritten = move is not null && await WriteMoveAsync(row, move, now, cancellationToken);
                activities.Touch(activity, now);
                var claims = await ClaimsAsync(row, ticket.Principal, cancellationToken);
                var session = new CachedSession(
                    row.Id, row.UserId, keyHash, row.Remembered, row.CreatedAt, row.EndsAt, row.DeviceName, row.SteppedUpAt, row.SecondFactorAt, row.ConfirmSince,
                    isWritten ? move!.ToAddress : row.Ip, claims, activity);
                return new(session, move);
            }

            if (await ending.ExpireAsync(row.Id, row.LastActiveAt, reason, cancellationToken))
            {
                return null;
            }
        }

        return null;
    }

    private Task<Row?> ReadAsync(byte[] keyHash, CancellationToken cancellationToken) =>
        (from session in db.Sessions
         where session.KeyHash == keyHash
         join account in db.Users on session.UserId equals account.Id
         select new Row(
             session.Id, session.UserId, session.Remembered, session.CreatedAt, session.LastActiveAt, session.DeviceName, session.Ticket,
             session.SteppedUpAt, session.SecondFactorAt, session.ConfirmSince, session.Ip, session.DeviceType,
             account.Email!, account.EmailConfirmed, account.TimeZone, session.SamlProviderId != null, session.EndsAt,
             // Since it was last turned on: what was left when it was turned off does not come back with it.
             session.SamlProviderId != null && !db.SamlProviders.Any(
                 provider => provider.Id == session.SamlProviderId && provider.DisabledAt == null && provider.EnabledAt != null && provider.EnabledAt <= session.CreatedAt),
             account.TwoFactorEnabled,
             db.DeletionRequests.Any(request => request.UserId == account.Id),
             db.UserRoles.Where(link => link.UserId == account.Id).Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!).ToArray()))
        .SingleOrDefaultAsync(cancellationToken);

    private async Task<bool> WriteMoveAsync(Row row, SessionMove move, DateTimeOffset now, CancellationToken cancellationToken)
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

    private async Task<Claim[]> ClaimsAsync(Row row, ClaimsPrincipal sealedPrincipal, CancellationToken cancellationToken)
    {
        List<Claim> claims =
        [
            .. sealedPrincipal.Claims.Where(claim => claim.Type is ClaimTypes.NameIdentifier or PortalClaims.Method).Select(claim => new Claim(claim.Type, claim.Value)),
            new(ClaimTypes.Email, row.Email),
            new(ClaimTypes.Name, row.Email),
            new(PortalClaims.EmailVerified, row.EmailVerified ? "true" : "false", ClaimValueTypes.Boolean),
            new(PortalClaims.SessionId, row.Id.ToString()),
        ];
        if (row.TimeZone is not null)
        {
            claims.Add(new Claim(PortalClaims.TimeZone, row.TimeZone));
        }

        if (row.IsPendingDeletion)
        {
            claims.Add(new Claim(PortalClaims.PendingDeletionClaim, "true", ClaimValueTypes.Boolean));
        }

        var named = admin.Value.Covers(row.Email, row.EmailVerified, row.IsBySaml) ? [AdminRole.Name] : Array.Empty<string>();
        string[] roles = [.. row.Roles.Union(named)];
        claims.AddRange(roles.Select(role => new Claim(ClaimTypes.Role, role)));
        // Asked only where a role wants it; everybody else pays nothing for it.
        if (!row.HasTotp && twoFactor.Value.IsRequiredFor(roles) && !await factors.HasPasskeyAsync(row.UserId, cancellationToken))
        {
            claims.Add(new Claim(PortalClaims.LacksSecondFactorClaim, "true", ClaimValueTypes.Boolean));
        }

        return [.. claims];
    }

    private sealed record Row(
        Guid Id, Guid UserId, bool Remembered, DateTimeOffset CreatedAt, DateTimeOffset LastActiveAt, string DeviceName, byte[] Ticket,
        DateTimeOffset SteppedUpAt, DateTimeOffset? SecondFactorAt, DateTimeOffset? ConfirmSince, IPAddress Ip, string DeviceType,
        string Email, bool EmailVerified, string? TimeZone, bool IsBySaml, DateTimeOffset? EndsAt, bool IsOfDisabledProvider, bool HasTotp, bool IsPendingDeletion, string[] Roles);
}
