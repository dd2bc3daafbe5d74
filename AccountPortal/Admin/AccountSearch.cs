using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>What the list of accounts is asked for. All of it is text from anybody: what cannot be read counts as not said.</summary>
public sealed record AccountQuery
{
    private const int Length = 256;

    /// <summary>Part of an address or a name, their beginning where it is shorter than three characters, or a whole id.</summary>
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

    // What is shorter is in no index by its middle.
    private const int ShortestPart = 3;

    public async Task<AccountsPage> FindAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        var matching = db.Users.AsNoTracking();
        if (Guid.TryParse(query.Text, out var id)) matching = matching.Where(account => account.Id == id);
        else if (query.Text is { } text) matching = Containing(matching, text);
        if (query.State == "locked") matching = matching.Where(account => account.LockedAt != null);
        if (query.State == "unverified") matching = matching.Where(account => !account.EmailConfirmed);
        if (query.Before is { } before) matching = matching.Where(account => account.Id < before);
        var live = sessions.Live();
        var rows = await matching
            .OrderByDescending(account => account.Id)
            .Take(PageSize + 1)
            .Select(account => new AccountRow(
                account.Id, account.Email!, account.DisplayName, account.EmailConfirmed, account.LockedAt != null, account.CreatedAt, live.Count(session => session.UserId == account.Id)))
            .ToListAsync(cancellationToken);
        return new AccountsPage(query, [.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].Id : null);
    }

    // Not by ILIKE, which folds what is looked for, and what it is looked for in, for each row anew: addresses are kept folded, and names are folded once.
    private static IQueryable<Account> Containing(IQueryable<Account> accounts, string text)
    {
        var (address, name) = (Pattern(text.ToUpperInvariant()), Pattern(text.ToLowerInvariant()));
        return accounts.Where(account => EF.Functions.Like(account.NormalizedEmail!, address, Escape) || EF.Functions.Like(account.DisplayName!.ToLower(), name, Escape));
    }

    // What was typed is looked for as it is: "%" and "_" are signs that addresses may have, not wildcards.
    private static string Pattern(string text) =>
        $"{(text.Length < ShortestPart ? "" : "%")}{text.Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal)}%";
}
