using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>What the list of accounts is asked for. All of it is text from anybody: what cannot be read counts as not said.</summary>
public sealed record AccountQuery
{
    private const int Length = 256;

    /// <summary>
    /// Part of what stands before the @ of an address, the beginning of what stands after it, or both with the @ between them; part of a name; or a whole id. What is
    /// shorter than three characters is the beginning of one of them.
    /// </summary>
    public string? Q { get; init; }

    /// <summary>"locked" or "unverified"; all otherwise.</summary>
    public string? State { get; init; }

    /// <summary>The id that the page before ended with.</summary>
    public Guid? Before { get; init; }

    public string? Text => Q?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, Length)] : null;
}

/// <summary>One account in the list.</summary>
public sealed record AccountRow(Guid Id, string Email, string? DisplayName, bool IsVerified, bool IsLocked, DateTimeOffset CreatedAt, int Sessions);

/// <summary>A page of accounts, newest first. <paramref name="Older"/>: the key of the next page; none where it is the last.</summary>
public sealed record AccountsPage(AccountQuery Query, IReadOnlyList<AccountRow> Rows, Guid? Older);

/// <summary>Finds accounts by address, name or id, a page at a time by keys: the thousandth costs what the first does.</summary>
public sealed class AccountSearch(PortalDbContext db, SessionList sessions)
{
    public const int PageSize = 25;

    private const string Escape = "\\";

    private const int Few = 2000;

    // What is shorter is in no index by its middle.
    private const int ShortestPart = 3;

    public async Task<AccountsPage> FindAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        var matching = Matching(db.Users.AsNoTracking(), query);
        if (query.Before is { } before) matching = matching.Where(account => account.Id < before);
        if (query.Text is not null && await FewAsync(matching, cancellationToken) is { } few) matching = db.Users.AsNoTracking().Where(account => few.Contains(account.Id));
        var live = sessions.Live();
        var rows = await matching
            .OrderByDescending(account => account.Id)
            .Take(PageSize + 1)
            .Select(account => new AccountRow(
                account.Id, account.Email!, account.DisplayName, account.EmailConfirmed, account.LockedAt != null, account.CreatedAt, live.Count(session => session.UserId == account.Id)))
            .ToListAsync(cancellationToken);
        return new AccountsPage(query, [.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].Id : null);
    }

    // The newest of them for a page, where they are so few that an index leads to all of them sooner than to the newest ones a walk through all accounts does, which
    // is what the database would rather do when it takes them for more than they are.
    private static async Task<List<Guid>?> FewAsync(IQueryable<Account> matching, CancellationToken cancellationToken)
    {
        var ids = await matching.Select(account => account.Id).Take(Few).ToListAsync(cancellationToken);
        return ids.Count < Few ? [.. ids.OrderDescending().Take(PageSize + 1)] : null;
    }

    internal static IQueryable<Account> Matching(IQueryable<Account> accounts, AccountQuery query)
    {
        var matching = accounts;
        if (Guid.TryParse(query.Text, out var id)) matching = matching.Where(account => account.Id == id);
        else if (query.Text is { } text) matching = Containing(matching, text);
        if (query.State == "locked") matching = matching.Where(account => account.LockedAt != null);
        if (query.State == "unverified") matching = matching.Where(account => !account.EmailConfirmed);
        return matching;
    }

    // Not by ILIKE, which folds what is looked for, and what it is looked for in, for each row anew: addresses are kept folded, and names are folded once.
    private static IQueryable<Account> Containing(IQueryable<Account> accounts, string text)
    {
        var (address, name) = (text.ToUpperInvariant(), Part(text.ToLowerInvariant()));
        if (address.Split('@', 2) is [var end, var beginning])
        {
            var (local, domain) = ("%" + Literal(end), Literal(beginning) + "%");
            return accounts.Where(account =>
                EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 1), local, Escape) && EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 2), domain, Escape)
                || EF.Functions.Like(account.DisplayName!.ToLower(), name, Escape));
        }

        var (anywhere, first) = (Part(address), Literal(address) + "%");
        return accounts.Where(account =>
            EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 1), anywhere, Escape)
            || EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 2), first, Escape)
            || EF.Functions.Like(account.DisplayName!.ToLower(), name, Escape));
    }

    private static string Part(string text) => $"{(text.Length < ShortestPart ? "" : "%")}{Literal(text)}%";

    // What was typed is looked for as it is: "%" and "_" are signs that addresses may have, not wildcards.
    private static string Literal(string text) =>
        text.Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal);
}
