using System.Security.Cryptography;
using System.Text;
using AccountPortal.Background;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SharedAccounts;

/// <summary>
/// Looks each hour at the accounts that were in use, one after the other, beside the requests and never in one. Each account is claimed for the hour:
/// any number of nodes may run it, each account is looked at once.
/// </summary>
internal sealed class SharedAccountsEvaluation(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SharedAccountsEvaluation> logger)
    : Rounds(SharedAccountsEvaluation.Interval, clock, logger)
{
    public const int BatchSize = 100;

    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // A node claims a little before its next round: rounds do not begin to the second.
    private static readonly TimeSpan Claimed = Interval - TimeSpan.FromMinutes(5);

    // Findings of accounts that nobody uses any more fall with time.
    private static readonly TimeSpan LooksAgain = TimeSpan.FromDays(1);

    protected override string Work => "Looks at shared accounts";

    /// <summary>One round over all accounts that were in use lately; how many this node looked at.</summary>
    public async Task<int> EvaluateAllAsync(CancellationToken cancellationToken)
    {
        var (looked, after) = (0, Guid.Empty);
        while (await NextAsync(after, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var userId in batch)
            {
                looked += await EvaluateAsync(userId, cancellationToken) ? 1 : 0;
            }

            after = batch[^1];
        }

        return looked;
    }

    // After a trouble the next hour is early enough.
    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        await EvaluateAllAsync(stoppingToken);
        return false;
    }

    private async Task<List<Guid>> NextAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, now) = (scope.ServiceProvider.GetRequiredService<PortalDbContext>(), Clock.GetUtcNow());
        var (used, looked) = (now - (2 * Interval), now - LooksAgain);
        return await db.Sessions.Where(session => session.LastActiveAt > used).Select(session => session.UserId)
            .Union(db.EndedSessions.Where(session => session.EndedAt > used).Select(session => session.UserId))
            .Union(db.SharedAccountFindings.Where(finding => finding.EvaluatedAt <= looked).Select(finding => finding.UserId))
            .Where(id => id > after).OrderBy(id => id).Take(BatchSize).ToListAsync(cancellationToken);
    }

    private async Task<bool> EvaluateAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (!await ClaimAsync(services.GetRequiredService<PortalDbContext>(), userId, cancellationToken))
        {
            return false;
        }

        var traces = await services.GetRequiredService<SessionTraces>().OfAsync(userId, cancellationToken);
        await services.GetRequiredService<SharedAccountFindings>().RecordAsync(userId, SharedAccountScore.Of(traces), cancellationToken);
        return true;
    }

    /// <summary>A throttle is what a claim needs: one per account and hour over all nodes, cleaned up by itself. It holds whether or not tries are limited.</summary>
    private async Task<bool> ClaimAsync(PortalDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var (name, now) = (SHA256.HashData(Encoding.UTF8.GetBytes($"shared-accounts\n{userId}")), Clock.GetUtcNow());
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into throttles (name, free_at) values ({name}, {now + Claimed})
            on conflict (name) do update set free_at = excluded.free_at where throttles.free_at <= {now}
            """,
            cancellationToken) == 1;
    }
}
