using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Deletion;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using EventId = AccountPortal.Activity.EventId;

namespace AccountPortal.Inactivity;

/// <summary>Finds accounts that nobody uses.</summary>
public sealed class InactiveAccounts(PortalDbContext db, Administrators administrators, TimeProvider clock, IOptions<InactivitySettings> settings)
{
    /// <summary>The next accounts that are old enough, by their ids, which are in the order of their making.</summary>
    public Task<List<Guid>> NextAsync(Guid after, int count, CancellationToken cancellationToken)
    {
        var end = EventId.FirstAt(Latest.AddMilliseconds(1));
        return db.Users.Where(account => account.Id > after && account.Id < end).OrderBy(account => account.Id).Select(account => account.Id).Take(count).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Those among them that were not used for so long that the owner is to be told. Left out are administrators, accounts that one of them locked or that are to
    /// be deleted, and those whose address was never proven: they are nobody's yet.
    /// </summary>
    public async Task<List<InactiveAccount>> AmongAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        Guid[] left = [.. ids.Except((await administrators.AllAsync(cancellationToken)).Select(one => one.Id))];
        return left.Length == 0 ? [] : await db.Database.SqlQuery<InactiveAccount>(
            $"""
            select account.id as "Id", used.last as "LastUse", locked.sent_at as "LockedAt",
              (select sent_at from account_notices where user_id = account.id and kind = {NoticeKind.InactiveReminded} and sent_at >= used.last) as "RemindedAt",
              (select sent_at from account_notices where user_id = account.id and kind = {NoticeKind.Inactive} and sent_at >= used.last) as "WarnedAt",
              (select sent_at from account_notices where user_id = account.id and kind = {NoticeKind.InactiveDeletion} and sent_at >= locked.sent_at) as "DeletionToldAt"
            from users account
            cross join lateral (
              select greatest(account.created_at, account.last_sign_in_at,
                (select max(last_active_at) from device_sessions where user_id = account.id),
                (select max(last_active_at) from ended_sessions where user_id = account.id)) as last) used
            left join account_notices locked on locked.user_id = account.id and locked.kind = {NoticeKind.LockedInactive} and locked.sent_at = account.locked_at
            where account.id = any ({left}) and account.email_verified and coalesce(account.last_sign_in_at, account.created_at) <= {Latest} and used.last <= {Latest}
              and (account.locked_at is null or locked.sent_at is not null)
              and not exists (select from deletion_requests where user_id = account.id)
            """).ToListAsync(cancellationToken);
    }

    private DateTimeOffset Latest => clock.GetUtcNow() - (settings.Value.WarnAfter ?? TimeSpan.Zero);
}
