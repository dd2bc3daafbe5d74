using System.Security.Cryptography;
using System.Text;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Retention;

/// <summary>
/// Which node applies a rule: the one that claims it, once per interval over all nodes. A throttle is what a claim needs, and is cleaned up by itself; it
/// holds whether or not tries are limited.
/// </summary>
public sealed class RetentionClaims(PortalDbContext db, TimeProvider clock, IOptions<RetentionSettings> settings)
{
    // A node claims a little before its next round: rounds do not begin to the second.
    private TimeSpan Held => settings.Value.Interval * 11 / 12;

    public async Task<bool> TakeAsync(RetentionRule rule, CancellationToken cancellationToken)
    {
        var (name, now) = (Name(rule), clock.GetUtcNow());
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into throttles (name, free_at) values ({name}, {now + Held})
            on conflict (name) do update set free_at = excluded.free_at where throttles.free_at <= {now}
            """,
            cancellationToken) == 1;
    }

    /// <summary>For a rule that takes long: it stays this node's.</summary>
    public Task KeepAsync(RetentionRule rule, CancellationToken cancellationToken)
    {
        var (name, until) = (Name(rule), clock.GetUtcNow() + Held);
        return db.Throttles.Where(claim => claim.Name == name).ExecuteUpdateAsync(set => set.SetProperty(claim => claim.FreeAt, until), cancellationToken);
    }

    /// <summary>For a rule that was broken off: another node, or this one after its start, goes on at once.</summary>
    public Task LetGoAsync(RetentionRule rule, CancellationToken cancellationToken)
    {
        var name = Name(rule);
        return db.Throttles.Where(claim => claim.Name == name).ExecuteDeleteAsync(cancellationToken);
    }

    private static byte[] Name(RetentionRule rule) => SHA256.HashData(Encoding.UTF8.GetBytes($"retention\n{rule.Name}"));
}
