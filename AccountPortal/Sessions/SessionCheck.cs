using System.Net;
using System.Security.Claims;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>What each request asks: does this key belong to a live session, and whose? One primary-key read; a write only when activity is due.</summary>
public sealed class SessionCheck(
    PortalDbContext db, TicketSeal seal, SessionEnding ending, SessionMoves moves, SecondFactors factors, TimeProvider clock, IOptions<SessionSettings> options,
    IOptions<AdminSettings> admin, IOptions<TwoFactorSettings> twoFactor)
{
    // How late the address of a session may be that goes to and fro between two: a write for each request would be one without end.
    private static readonly TimeSpan MoveInterval = TimeSpan.FromMinutes(1);

    public async Task<AuthenticationTicket?> RunAsync(byte[] keyHash, HttpContext context, CancellationToken cancellationToken)
    {
        // Three times at most: a row that looked over may have been touched by another request meanwhile, and one that moved is another. It is then read again.
        for (var tries = 0; tries < 3; tries++)
        {
            var row = await ReadAsync(keyHash, cancellationToken);
            if (row is null || seal.Open(row.Id, row.UserId, keyHash, row.Ticket) is not { } ticket)
            {
                return null;
            }

            var now = clock.GetUtcNow();
            if (options.Value.EndReasonAt(now, row.Remembered, row.CreatedAt, row.LastActiveAt, row.EndsAt) is not { } reason)
            {
                var move = moves.Find(row.Ip, context.ClientAddress(), row.ConfirmSince);
                if (move is not null && await moves.FollowAsync(context, row.UserId, row.Id, row.DeviceType, move, cancellationToken))
                {
                    continue;
                }

                await TouchAsync(row, move, now, cancellationToken);
                context.Features.Set(new CurrentSession(row.Id, row.UserId, keyHash, row.Remembered, row.CreatedAt, row.DeviceName)
                {
                    SteppedUpAt = row.SteppedUpAt,
                    SecondFactorAt = row.SecondFactorAt,
                    ConfirmSince = row.ConfirmSince,
                    Move = move,
                });
                return new AuthenticationTicket(await PrincipalAsync(row, ticket, cancellationToken), new AuthenticationProperties(), SessionCookie.Scheme);
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
             account.Email!, account.EmailConfirmed, account.TimeZone, session.SamlProviderId != null, session.EndsAt, account.TwoFactorEnabled,
             db.DeletionRequests.Any(request => request.UserId == account.Id),
             db.UserRoles.Where(link => link.UserId == account.Id).Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!).ToArray()))
        .SingleOrDefaultAsync(cancellationToken);

    private async Task TouchAsync(Row row, SessionMove? move, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var interval = options.Value.LastActiveIntervalFor(row.Remembered);
        if (now - row.LastActiveAt < (move is null || interval < MoveInterval ? interval : MoveInterval))
        {
            return;
        }

        // What was read is in the condition: of many requests at once, one writes.
        await db.Sessions.Where(session => session.Id == row.Id && session.LastActiveAt == row.LastActiveAt && session.Ip == row.Ip)
            .ExecuteUpdateAsync(
                set =>
                {
                    set.SetProperty(session => session.LastActiveAt, now);
                    move?.Write(set);
                },
                cancellationToken);
    }

    private async Task<ClaimsPrincipal> PrincipalAsync(Row row, AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        var identity = new ClaimsIdentity(ticket.Principal.Claims.Where(claim => claim.Type is ClaimTypes.NameIdentifier or PortalClaims.Method), SessionCookie.Scheme);
        identity.AddClaim(new Claim(ClaimTypes.Email, row.Email));
        identity.AddClaim(new Claim(ClaimTypes.Name, row.Email));
        identity.AddClaim(new Claim(PortalClaims.EmailVerified, row.EmailVerified ? "true" : "false", ClaimValueTypes.Boolean));
        identity.AddClaim(new Claim(PortalClaims.SessionId, row.Id.ToString()));
        if (row.TimeZone is not null)
        {
            identity.AddClaim(new Claim(PortalClaims.TimeZone, row.TimeZone));
        }

        if (row.IsPendingDeletion)
        {
            identity.AddClaim(new Claim(PortalClaims.PendingDeletionClaim, "true", ClaimValueTypes.Boolean));
        }

        var named = admin.Value.Covers(row.Email, row.EmailVerified, row.IsBySaml) ? [AdminRole.Name] : Array.Empty<string>();
        string[] roles = [.. row.Roles.Union(named)];
        identity.AddClaims(roles.Select(role => new Claim(ClaimTypes.Role, role)));
        // Asked only where a role wants it; everybody else pays nothing for it.
        if (!row.HasTotp && twoFactor.Value.IsRequiredFor(roles) && !await factors.HasPasskeyAsync(row.UserId, cancellationToken))
        {
            identity.AddClaim(new Claim(PortalClaims.LacksSecondFactorClaim, "true", ClaimValueTypes.Boolean));
        }

        return new ClaimsPrincipal(identity);
    }

    private sealed record Row(
        Guid Id, Guid UserId, bool Remembered, DateTimeOffset CreatedAt, DateTimeOffset LastActiveAt, string DeviceName, byte[] Ticket,
        DateTimeOffset SteppedUpAt, DateTimeOffset? SecondFactorAt, DateTimeOffset? ConfirmSince, IPAddress Ip, string DeviceType,
        string Email, bool EmailVerified, string? TimeZone, bool IsBySaml, DateTimeOffset? EndsAt, bool HasTotp, bool IsPendingDeletion, string[] Roles);
}
