using System.Text.Json;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SharedAccounts;

/// <summary>Keeps the findings up to date with the scores, each as one statement: an administrator may be at it at the same time.</summary>
public sealed class SharedAccountFindings(PortalDbContext db, TimeProvider clock)
{
    /// <summary>By how much the score of a settled finding has to rise until it is shown again.</summary>
    public const int RisesBy = 15;

    /// <summary>How long it takes until the owner may be written to again.</summary>
    public static readonly TimeSpan TellsAgain = TimeSpan.FromDays(30);

    /// <summary>Writes what an account's score is now; under the line its finding goes.</summary>
    public Task RecordAsync(Guid userId, SharedAccountScore score, CancellationToken cancellationToken) =>
        score.IsOverLine ? KeepAsync(userId, score, cancellationToken) : DropAsync(userId, score, cancellationToken);

    private async Task KeepAsync(Guid userId, SharedAccountScore score, CancellationToken cancellationToken)
    {
        var (now, parts) = (clock.GetUtcNow(), Json(score));
        // A settled finding keeps the score that was found all right, to be measured by it. From users: the account may be erased meanwhile.
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into shared_account_findings as finding (user_id, score, parts, evaluated_at)
            select id, {score.Value}, {parts}::jsonb, {now} from users where id = {userId} for key share
            on conflict (user_id) do update set evaluated_at = excluded.evaluated_at,
              score = case when finding.settled_at is null or excluded.score >= finding.score + {RisesBy} then excluded.score else finding.score end,
              parts = case when finding.settled_at is null or excluded.score >= finding.score + {RisesBy} then excluded.parts else finding.parts end,
              settled_at = case when excluded.score >= finding.score + {RisesBy} then null else finding.settled_at end,
              settled_reason = case when excluded.score >= finding.score + {RisesBy} then null else finding.settled_reason end
            """,
            cancellationToken);
    }

    private async Task DropAsync(Guid userId, SharedAccountScore score, CancellationToken cancellationToken)
    {
        var (now, parts) = (clock.GetUtcNow(), Json(score));
        var told = now - TellsAgain;
        // What was settled, or told less than a month ago, must not be forgotten, or it would be done again.
        var dropped = await db.SharedAccountFindings
            .Where(finding => finding.UserId == userId && finding.SettledAt == null && (finding.OwnerToldAt == null || finding.OwnerToldAt <= told))
            .ExecuteDeleteAsync(cancellationToken);
        if (dropped == 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                update shared_account_findings set evaluated_at = {now},
                  score = case when settled_at is null then {score.Value} else score end,
                  parts = case when settled_at is null then {parts}::jsonb else parts end
                where user_id = {userId}
                """,
                cancellationToken);
        }
    }

    private static string Json(SharedAccountScore score) => JsonSerializer.Serialize(score.Parts, JsonSerializerOptions.Web);
}
