using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SharedAccounts;

/// <summary>A finding with whose it is.</summary>
public sealed record SharedAccountRow(Guid UserId, string Email, int Score, FindingPart[] Parts, DateTimeOffset EvaluatedAt, DateTimeOffset? OwnerToldAt, int? MaxSessions);

/// <summary>A page of findings, the highest score first. <paramref name="Next"/>: the key of the next page; none where it is the last.</summary>
public sealed record SharedAccountsPage(IReadOnlyList<SharedAccountRow> Rows, string? Next, bool IsFirst);

/// <summary>Reads the findings that nobody has settled.</summary>
public sealed class SharedAccountsQuery(PortalDbContext db)
{
    public const int PageSize = 18;

    /// <summary>One page; <paramref name="score"/> and <paramref name="after"/> are the key of the last row before it.</summary>
    public async Task<SharedAccountsPage> PageAsync(int? score, Guid? after, CancellationToken cancellationToken)
    {
        var rows = await (
            from finding in db.SharedAccountFindings.AsNoTracking()
            join account in db.Users on finding.UserId equals account.Id
            where finding.SettledAt == null && finding.Score >= SharedAccountScore.Line
                && (score == null || after == null || finding.Score < score || (finding.Score == score && finding.UserId < after))
            orderby finding.Score descending, finding.UserId descending
            select new SharedAccountRow(finding.UserId, account.Email!, finding.Score, finding.Parts, finding.EvaluatedAt, finding.OwnerToldAt, account.MaxSessions))
            .Take(PageSize + 1).ToListAsync(cancellationToken);
        var last = rows.Count > PageSize ? rows[PageSize - 1] : null;
        return new SharedAccountsPage([.. rows.Take(PageSize)], last is null ? null : $"score={last.Score}&after={last.UserId}", score is null);
    }
}
