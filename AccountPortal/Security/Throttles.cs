using System.Security.Cryptography;
using System.Text;
using AccountPortal.Data;
using AccountPortal.Data.Keys;
using AccountPortal.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Security;

/// <summary>How many tries are free: <paramref name="Burst"/> at once, then one each <paramref name="Interval"/>.</summary>
public sealed record ThrottleRule(string Name, int Burst, TimeSpan Interval);

/// <summary>Whether tries are counted at all; off only in development, for load tests.</summary>
public sealed class RateLimitSettings : ISettings
{
    public static string Section => "RateLimits";

    [Setting("Whether tries are counted and limited. False only in development, for load tests.")]
    public bool Enabled { get; init; } = true;

    public void Validate(SettingsCheck check) => check.That(Enabled || check.IsDevelopment, nameof(Enabled), Enabled, "true (false only in development)");
}

/// <summary>
/// Counts tries in the database, so that the limit holds over all nodes, each try as one atomic statement: parallel guesses cannot slip through
/// between a read and a write.
/// </summary>
public sealed class Throttles(PortalDbContext db, PortalSecrets secrets, TimeProvider clock, IOptions<RateLimitSettings> options)
{
    /// <summary>Takes one try. <c>null</c> if it was free, otherwise how long until the next one is.</summary>
    public async Task<TimeSpan?> TakeAsync(ThrottleRule rule, string subject, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return null;
        }

        var (name, now) = (Name(rule, subject), clock.GetUtcNow());
        var full = now + (rule.Burst * rule.Interval);
        var first = now + rule.Interval;
        var taken = await db.Database.ExecuteSqlAsync(
            $"""
            insert into throttles (name, free_at) values ({name}, {first})
            on conflict (name) do update set free_at = greatest(throttles.free_at, {now}) + {rule.Interval}
            where greatest(throttles.free_at, {now}) + {rule.Interval} <= {full}
            """,
            cancellationToken);
        return taken == 1 ? null : await WaitAsync(rule, subject, cancellationToken) ?? rule.Interval;
    }

    /// <summary>How long until a try is free, without taking one; <c>null</c> if it is now.</summary>
    public async Task<TimeSpan?> WaitAsync(ThrottleRule rule, string subject, CancellationToken cancellationToken)
    {
        var (name, now) = (Name(rule, subject), clock.GetUtcNow());
        var freeAt = await db.Throttles.Where(throttle => throttle.Name == name).Select(throttle => (DateTimeOffset?)throttle.FreeAt).SingleOrDefaultAsync(cancellationToken);
        var wait = freeAt + rule.Interval - (now + (rule.Burst * rule.Interval));
        return options.Value.Enabled && wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>Forgets the tries so far, after a success.</summary>
    public Task ResetAsync(ThrottleRule rule, string subject, CancellationToken cancellationToken)
    {
        var name = Name(rule, subject);
        return db.Throttles.Where(throttle => throttle.Name == name).ExecuteDeleteAsync(cancellationToken);
    }

    // Keyed: addresses are few enough to be guessed from a plain hash.
    private byte[] Name(ThrottleRule rule, string subject) =>
        HMACSHA256.HashData(secrets.Get(PortalSecrets.ThrottleNames), Encoding.UTF8.GetBytes($"{rule.Name}\n{subject}"));
}
