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
    /// Part of what stands before the @ of an address, the beginning of what stands after it, or both with the @ between them; part of a name; or a whole id. An @ and a whole domain is all of that domain. What is
    /// shorter than three characters is the beginning of an address, of a domain or of a word of a name.
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

/// <summary>
/// A page of accounts, newest first. <paramref name="Older"/>: the key of the next page; none where it is the last. <paramref name="IsCut"/>: more than
/// <see cref="AccountSearch.PageSize"/> are like what was typed, and these are only some of them.
/// </summary>
public sealed record AccountsPage(AccountQuery Query, IReadOnlyList<AccountRow> Rows, Guid? Older, bool IsCut = false);

/// <summary>
/// Finds accounts by address, name or id. A list is read by keys, so that its thousandth page costs what the first does; and of what is like a text only a page is looked
/// for, so that three letters that most accounts have cost what a whole address does.
/// </summary>
public sealed class AccountSearch(PortalDbContext db, SessionList sessions)
{
    public const int PageSize = 25;

    public async Task<AccountsPage> FindAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        var accounts = InState(db.Users.AsNoTracking(), query);
        if (query.Text is not { } text) return await PageAsync(query, accounts, cancellationToken);
        if (Guid.TryParse(text, out var id)) return await PageAsync(query, accounts.Where(account => account.Id == id), cancellationToken);
        if (text.StartsWith('@') && await PageAsync(query, OfDomain(accounts, text[1..]), cancellationToken) is { Rows.Count: > 0 } page) return page;
        var like = await AccountsLike.Ids(db, query, text).ToListAsync(cancellationToken);
        if (like.Count == 0) return Page(query, []);
        var found = await Rows(db.Users.AsNoTracking().Where(account => like.Contains(account.Id))).Prepared().ToListAsync(cancellationToken);
        return Page(query, found) with { Older = null, IsCut = like.Count > PageSize };
    }

    private async Task<AccountsPage> PageAsync(AccountQuery query, IQueryable<Account> accounts, CancellationToken cancellationToken)
    {
        if (query.Before is { } before) accounts = accounts.Where(account => account.Id < before);
        return Page(query, await Rows(accounts.OrderByDescending(account => account.Id).Take(PageSize + 1)).Prepared().ToListAsync(cancellationToken));
    }

    private static AccountsPage Page(AccountQuery query, IEnumerable<AccountRow> rows)
    {
        List<AccountRow> newest = [.. rows.OrderByDescending(row => row.Id).Take(PageSize + 1)];
        return new AccountsPage(query, [.. newest.Take(PageSize)], newest.Count > PageSize ? newest[PageSize - 1].Id : null);
    }

    private IQueryable<AccountRow> Rows(IQueryable<Account> accounts)
    {
        var live = sessions.Live();
        return accounts.Select(account => new AccountRow(
            account.Id, account.Email!, account.DisplayName, account.EmailConfirmed, account.LockedAt != null, account.CreatedAt, live.Count(session => session.UserId == account.Id)));
    }

    internal static IQueryable<Account> InState(IQueryable<Account> accounts, AccountQuery query) => query.State switch
    {
        "locked" => accounts.Where(account => account.LockedAt != null),
        "unverified" => accounts.Where(account => !account.EmailConfirmed),
        _ => accounts,
    };

    internal static IQueryable<Account> OfDomain(IQueryable<Account> accounts, string domain)
    {
        var folded = domain.ToUpperInvariant();
        return accounts.Where(account => PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 2) == folded);
    }
}
