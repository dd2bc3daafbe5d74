using System.Text.RegularExpressions;
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

/// <summary>
/// A page of accounts, newest first. <paramref name="Older"/>: the key of the next page; none where it is the last. <paramref name="IsCut"/>: more than
/// <see cref="AccountSearch.PageSize"/> are like what was typed, and these are only some of them.
/// </summary>
public sealed record AccountsPage(AccountQuery Query, IReadOnlyList<AccountRow> Rows, Guid? Older, bool IsCut = false);

/// <summary>
/// Finds accounts by address, name or id. A list is read by keys, so that its thousandth page costs what the first does; and of what is like a text only a page is looked
/// for, so that three letters that most accounts have cost what a whole address does.
/// </summary>
public sealed partial class AccountSearch(PortalDbContext db, SessionList sessions)
{
    public const int PageSize = 25;

    private const string Escape = "\\";

    // What is shorter is in no index by its middle.
    private const int ShortestPart = 3;

    public async Task<AccountsPage> FindAsync(AccountQuery query, CancellationToken cancellationToken)
    {
        var accounts = InState(db.Users.AsNoTracking(), query);
        if (query.Text is not { } text) return await PageAsync(query, accounts, cancellationToken);
        if (Guid.TryParse(text, out var id)) return await PageAsync(query, accounts.Where(account => account.Id == id), cancellationToken);
        if (text.StartsWith('@') && await PageAsync(query, OfDomain(accounts, text[1..]), cancellationToken) is { Rows.Count: > 0 } page) return page;
        var like = Like(accounts, text);
        var found = await Rows(db.Users.AsNoTracking().Where(account => like.Contains(account.Id))).ToListAsync(cancellationToken);
        return Page(query, found) with { Older = null, IsCut = found.Count > PageSize };
    }

    private async Task<AccountsPage> PageAsync(AccountQuery query, IQueryable<Account> accounts, CancellationToken cancellationToken)
    {
        if (query.Before is { } before) accounts = accounts.Where(account => account.Id < before);
        return Page(query, await Rows(accounts.OrderByDescending(account => account.Id).Take(PageSize + 1)).ToListAsync(cancellationToken));
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

    /// <summary>The ids of accounts whose address begins like the text, then of others that have it elsewhere; one more than <see cref="PageSize"/> at most, in no order.</summary>
    internal static IQueryable<Guid> Like(IQueryable<Account> accounts, string text)
    {
        // Not by ILIKE, which folds what is looked for, and what it is looked for in, for each row anew: addresses are kept folded, and names are folded once.
        var address = text.ToUpperInvariant();
        var beginning = Literal(address) + "%";
        var first = accounts.Where(account => EF.Functions.Like(account.NormalizedEmail!, beginning, Escape)).Take(PageSize + 1);
        var others = Elsewhere(accounts, address, Part(text.ToLowerInvariant())).Where(account => !EF.Functions.Like(account.NormalizedEmail!, beginning, Escape)).Take(PageSize + 1);
        return first.Select(account => account.Id).Concat(others.Select(account => account.Id)).Take(PageSize + 1);
    }

    private static IQueryable<Account> Elsewhere(IQueryable<Account> accounts, string address, string name)
    {
        if (address.Split('@', 2) is [var end, var beginning])
        {
            var (local, domain) = ("%" + Literal(end), Literal(beginning) + "%");
            return accounts.Where(account =>
                EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 1), local, Escape) && EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 2), domain, Escape)
                || EF.Functions.Like(account.DisplayName!.ToLower(), name, Escape));
        }

        var (anywhere, first) = (Part(address), Literal(address) + "%");
        if (Pieces(address) is [var one, var other, ..])
        {
            // The index has lists of who has three letters, and reads those of all letters that it is asked for: two short lists lead to a long text as well as ten.
            return accounts.Where(account =>
                EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 1), one) && EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 1), other)
                && PortalDbContext.Position(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 1), address) > 0
                || EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 2), first, Escape)
                || EF.Functions.Like(account.DisplayName!.ToLower(), name, Escape));
        }

        return accounts.Where(account =>
            EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 1), anywhere, Escape)
            || EF.Functions.Like(PortalDbContext.SplitPart(account.NormalizedEmail!, "@", 2), first, Escape)
            || EF.Functions.Like(account.DisplayName!.ToLower(), name, Escape));
    }

    // Three letters or digits of each word, the rarest there are by their letters, and of them the rarest first: of "ADA.LOVELACE" LOV and ADA. Of a single word of
    // five letters or more, those of each half: one word after the other may be in every address of a company, but seldom both.
    private static List<string> Pieces(string text)
    {
        List<string> words = [.. Words().Matches(text).Select(word => word.Value)];
        if (words is [{ Length: > ShortestPart + 1 } word])
        {
            var half = (word.Length - ShortestPart + 1) / 2;
            words = [word[..(half + ShortestPart - 1)], word[half..]];
        }

        return [.. words.Select(Rarest).Distinct().OrderBy(Commonness).Select(piece => $"%{piece}%")];
    }

    [GeneratedRegex("[A-Z0-9]{3,}")]
    private static partial Regex Words();

    private static string Rarest(string word) => Enumerable.Range(0, word.Length - ShortestPart + 1).Select(start => word.Substring(start, ShortestPart)).MinBy(Commonness)!;

    // The letters of English from the rarest on; digits are somewhere between.
    private static int Commonness(string piece) => piece.Sum(sign => Math.Max("ZQXJ0123456789KVBPGYWFMUCLDHRSNIOATE".IndexOf(sign, StringComparison.Ordinal), 0));

    private static string Part(string text) => $"{(text.Length < ShortestPart ? "" : "%")}{Literal(text)}%";

    // What was typed is looked for as it is: "%" and "_" are signs that addresses may have, not wildcards.
    private static string Literal(string text) =>
        text.Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal);
}
