using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Sessions.Cache;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>
/// The one place where sessions end: a row leaves <c>device_sessions</c> and enters <c>ended_sessions</c> in a single statement,
/// so nothing can end unnoticed or half. What is over by time ends as that first: nobody ends, counts or is displaced by a session that no longer opens anything.
/// </summary>
public sealed class SessionEnding(PortalDbContext db, SessionActivities activities, SecurityEvents events, TimeProvider clock, IOptions<SessionSettings> settings)
{
    // How many of everybody's sessions end at once.
    private const int Portion = 1000;

    // How many sessions one statement ends at most without all nodes having to forget everything that they know: so many does the change feed name.
    private const int Named = 200;

    // How many rows are looked at at once for those that are over by time.
    private const int Looked = 500;

    /// <summary>Ends one session of that account; <paramref name="by"/> is the session of whoever does it. <c>false</c> where the account has no such live session.</summary>
    public async Task<bool> EndAsync(Guid userId, Guid sessionId, string reason, CurrentSession? by, CancellationToken cancellationToken) =>
        await MoveAsync(userId, sessionId, null, 0, reason, by, cancellationToken) == 1;

    /// <summary>Ends all sessions of that account, but for <paramref name="exceptId"/> if given. Returns how many.</summary>
    public Task<int> EndAllAsync(Guid userId, Guid? exceptId, string reason, CurrentSession? by, CancellationToken cancellationToken) =>
        MoveAsync(userId, null, exceptId, 0, reason, by, cancellationToken);

    /// <summary>Ends the least recently active sessions of that account until <paramref name="keep"/> are left. The caller holds the lock on the account (P7).</summary>
    public Task<int> EndBeyondAsync(Guid userId, int keep, CancellationToken cancellationToken) =>
        MoveAsync(userId, null, null, keep, EndReason.Limit, null, cancellationToken);

    /// <summary>
    /// Ends everybody's sessions but that of whoever does it. Returns how many. In portions that commit by themselves and leave out what another
    /// request holds: thousands of rows in one go would wait for, or deadlock with, people who sign in and out meanwhile.
    /// </summary>
    public Task<int> EndEverybodysAsync(string reason, CurrentSession? by, CancellationToken cancellationToken) => EndInPortionsAsync(null, by?.Id, reason, by, cancellationToken);

    /// <summary>Ends all sessions that this SAML provider opened. Returns how many. In portions, like everybody's.</summary>
    public Task<int> EndOfProviderAsync(Guid providerId, string reason, CurrentSession? by, CancellationToken cancellationToken) =>
        EndInPortionsAsync(providerId, null, reason, by, cancellationToken);

    /// <summary>Ends these sessions, whosever they are. Returns how many. In the caller's transaction; their rows are taken in one order, so that two who do it do not wait for each other.</summary>
    public async Task<int> EndThoseAsync(Guid[] sessionIds, string reason, CurrentSession? by, CancellationToken cancellationToken)
    {
        await EndOverdueAsync(null, sessionIds, cancellationToken);
        var now = clock.GetUtcNow();
        return await db.Database.ExecuteSqlAsync(
            $"""
            with those as materialized (select id from device_sessions where id = any ({sessionIds}) order by id for update),
              gone as (delete from device_sessions where id in (select id from those) returning *),
              told as (
                insert into security_events (id, at, kind, outcome, account_id, session_id, ip, device_name, country, city, network, details)
                select ({IdStart(now)} || substr(gen_random_uuid()::text, 16))::uuid, {now}, {EventKind.SessionEnded}, {EventOutcome.Success}, user_id, id, ip, device_name,
                  country, city, network, jsonb_build_object('reason', {reason}) from gone)
            insert into ended_sessions (id, key_hash, user_id, created_at, last_active_at, ended_at, reason, ended_from, ended_by, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id)
            select id, key_hash, user_id, created_at, last_active_at, {now}, {reason}, {by?.DeviceName}, {by?.UserId}, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id from gone
            """,
            cancellationToken);
    }

    /// <summary>Ends what is over by time of that account. Returns how many.</summary>
    public async Task<int> EndOverdueAsync(Guid userId, CancellationToken cancellationToken)
    {
        // What this node knows and the rows do not say yet must not be taken for rest.
        await activities.WriteOfAsync(db, userId, cancellationToken);
        return await EndOverdueAsync(userId, null, cancellationToken);
    }

    /// <summary>
    /// Ends what is over by time among the next <paramref name="count"/> sessions that follow that id, and leaves out what a request holds. Returns how many, and
    /// the id to go on from; <c>null</c> where there are no more.
    /// </summary>
    public async Task<(int Ended, Guid? Next)> EndOverdueAmongAsync(Guid after, int count, CancellationToken cancellationToken)
    {
        var ids = await db.Sessions.Where(row => row.Id > after).OrderBy(row => row.Id).Select(row => row.Id).Take(count).ToListAsync(cancellationToken);
        // Before the rows are held: what this node knows is not written into those.
        await activities.WriteOverdueAsync(ids, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Whoever signs in meanwhile ends their own overdue ones: neither waits for the other.
        var free = await db.Database.SqlQuery<Guid>($"select id as \"Value\" from device_sessions where id = any ({ids}) for update skip locked").ToListAsync(cancellationToken);
        var ended = 0;
        foreach (var named in free.Chunk(Named))
        {
            ended += await EndOverdueAsync(null, named, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return (ended, ids.Count == count ? ids[^1] : null);
    }

    private Task<int> EndOverdueAsync(Guid? userId, Guid[]? among, CancellationToken cancellationToken)
    {
        var (now, limits) = (clock.GetUtcNow(), settings.Value);
        var (plainIdle, plainAbsolute) = (now - limits.IdleTimeout, now - limits.AbsoluteTimeout);
        var (rememberedIdle, rememberedAbsolute) = (now - limits.RememberedIdleTimeout, now - limits.RememberedAbsoluteTimeout);
        return db.Database.ExecuteSqlAsync(
            $"""
            with overdue as (
              delete from device_sessions
              where ({userId}::uuid is null or user_id = {userId}) and ({among}::uuid[] is null or id = any ({among}))
                and (created_at <= case when remembered then {rememberedAbsolute} else {plainAbsolute} end
                  or ends_at <= {now}
                  or last_active_at <= case when remembered then {rememberedIdle} else {plainIdle} end)
              returning *),
              gone as (
                select overdue.*, case when ends_at <= {now} or created_at <= case when remembered then {rememberedAbsolute} else {plainAbsolute} end then {EndReason.Absolute} else {EndReason.Idle} end as reason
                from overdue),
              told as (
                insert into security_events (id, at, kind, outcome, account_id, session_id, ip, device_name, country, city, network, details)
                select ({IdStart(now)} || substr(gen_random_uuid()::text, 16))::uuid, {now}, {EventKind.SessionEnded}, {EventOutcome.Success}, user_id, id, ip, device_name,
                  country, city, network, jsonb_build_object('reason', reason) from gone)
            insert into ended_sessions (id, key_hash, user_id, created_at, last_active_at, ended_at, reason, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id)
            select id, key_hash, user_id, created_at, last_active_at, {now}, reason, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id from gone
            """,
            cancellationToken);
    }

    /// <summary>
    /// Ends a session whose time is over, if it has not been active since <paramref name="lastActiveAt"/> was read: no decision on a stale
    /// snapshot (P4). <c>false</c> where it was.
    /// </summary>
    public async Task<bool> ExpireAsync(Guid sessionId, DateTimeOffset lastActiveAt, string reason, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await db.Database.ExecuteSqlAsync(
            $"""
            with gone as (delete from device_sessions where id = {sessionId} and last_active_at = {lastActiveAt} returning *),
              told as (
                insert into security_events (id, at, kind, outcome, account_id, session_id, ip, device_name, country, city, network, details)
                select {Guid.CreateVersion7(now)}, {now}, {EventKind.SessionEnded}, {EventOutcome.Success}, user_id, id, ip, device_name,
                  country, city, network, jsonb_build_object('reason', {reason}) from gone)
            insert into ended_sessions (id, key_hash, user_id, created_at, last_active_at, ended_at, reason, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id)
            select id, key_hash, user_id, created_at, last_active_at, {now}, {reason}, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id from gone
            """,
            cancellationToken) == 1;
    }

    /// <summary>
    /// Ends the session of this key because the person signs out; also where the key was rotated a moment ago: a tab that had not
    /// picked the new one up must not delete the cookie and leave the session.
    /// </summary>
    public async Task SignOutAsync(byte[] keyHash, HttpContext context, CancellationToken cancellationToken)
    {
        var rotatedSince = clock.GetUtcNow() - SessionRotation.Remembered;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var session = await db.Sessions
            .Where(row => row.KeyHash == keyHash || (row.PreviousKeyHash == keyHash && row.RotatedAt > rotatedSince))
            .Select(row => new { row.Id, row.UserId })
            .SingleOrDefaultAsync(cancellationToken);
        if (session is not null && await EndAsync(session.UserId, session.Id, EndReason.SignedOut, null, cancellationToken))
        {
            events.Add(db, context, EventKind.SignOut, EventOutcome.Success, session.UserId, session.Id);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<int> EndInPortionsAsync(Guid? providerId, Guid? exceptId, string reason, CurrentSession? by, CancellationToken cancellationToken)
    {
        for (Guid? after = Guid.Empty; after is { } id;)
        {
            (_, after) = await EndOverdueAmongAsync(id, Looked, cancellationToken);
        }

        var (began, total, ended) = (clock.GetUtcNow(), 0, 0);
        do
        {
            ended = await MovePortionAsync(began, providerId, exceptId, reason, by, cancellationToken);
            total += ended;
        }
        while (ended > 0);

        var held = await db.Sessions.Where(row => row.CreatedAt <= began && row.Id != exceptId && (providerId == null || row.SamlProviderId == providerId))
            .Select(row => new { row.Id, row.UserId }).ToListAsync(cancellationToken);
        foreach (var session in held)
        {
            total += await EndAsync(session.UserId, session.Id, reason, by, cancellationToken) ? 1 : 0;
        }

        return total;
    }

    private async Task<int> MoveAsync(Guid userId, Guid? onlyId, Guid? exceptId, int keep, string reason, CurrentSession? by, CancellationToken cancellationToken)
    {
        await EndOverdueAsync(userId, cancellationToken);
        var now = clock.GetUtcNow();
        return await db.Database.ExecuteSqlAsync(
            $"""
            with gone as (
              delete from device_sessions where id in (
                select id from device_sessions
                where user_id = {userId} and ({onlyId}::uuid is null or id = {onlyId}) and ({exceptId}::uuid is null or id <> {exceptId})
                order by last_active_at desc, id desc offset {keep})
              returning *),
              told as (
                insert into security_events (id, at, kind, outcome, account_id, session_id, ip, device_name, country, city, network, details)
                select ({IdStart(now)} || substr(gen_random_uuid()::text, 16))::uuid, {now}, {EventKind.SessionEnded}, {EventOutcome.Success}, user_id, id, ip, device_name,
                  country, city, network, jsonb_build_object('reason', {reason}) from gone where {IsTold(reason)})
            insert into ended_sessions (id, key_hash, user_id, created_at, last_active_at, ended_at, reason, ended_from, ended_by, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id)
            select id, key_hash, user_id, created_at, last_active_at, {now}, {reason}, {by?.DeviceName}, {by?.UserId}, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id from gone
            """,
            cancellationToken);
    }

    private Task<int> MovePortionAsync(DateTimeOffset began, Guid? providerId, Guid? exceptId, string reason, CurrentSession? by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return db.Database.ExecuteSqlAsync(
            $"""
            with portion as materialized (
              select id from device_sessions
              where created_at <= {began} and id is distinct from {exceptId}::uuid and ({providerId}::uuid is null or saml_provider_id = {providerId})
              limit {Portion} for update skip locked),
              gone as (delete from device_sessions where id in (select id from portion) returning *),
              told as (
                insert into security_events (id, at, kind, outcome, account_id, session_id, ip, device_name, country, city, network, details)
                select ({IdStart(now)} || substr(gen_random_uuid()::text, 16))::uuid, {now}, {EventKind.SessionEnded}, {EventOutcome.Success}, user_id, id, ip, device_name,
                  country, city, network, jsonb_build_object('reason', {reason}) from gone)
            insert into ended_sessions (id, key_hash, user_id, created_at, last_active_at, ended_at, reason, ended_from, ended_by, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id)
            select id, key_hash, user_id, created_at, last_active_at, {now}, {reason}, {by?.DeviceName}, {by?.UserId}, ip, browser, os, device_type, device_name,
              country, city, network, latitude, longitude, language, known_device_id from gone
            """,
            cancellationToken);
    }

    // What a person does to end a session is an event of its own.
    private static bool IsTold(string reason) => reason is not (EndReason.SignedOut or EndReason.SignedInAgain or EndReason.RevokedByOwner);

    // A UUIDv7 up to its version: PostgreSQL 15 makes none.
    private static string IdStart(DateTimeOffset now) => Guid.CreateVersion7(now).ToString()[..15];
}
