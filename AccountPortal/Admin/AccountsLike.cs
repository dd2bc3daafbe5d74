using System.Runtime.CompilerServices;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>
/// Which accounts are like a text: those whose address begins with it, then those whose domain does, then those who have it elsewhere in what stands before the @ or in
/// their name. In the database's own words: made of LINQ the query is three times as long, and to read it took longer than to answer it.
/// </summary>
internal sealed class AccountsLike
{
    // The index is of three letters each (ix_users_search_text).
    private const int ShortestPart = 3;
    private const string Domain = "split_part(normalized_email, '@', 2)";

    private readonly List<object> values = [];

    /// <summary>The ids of one more than <see cref="AccountSearch.PageSize"/> of them at most, in no order.</summary>
    public static IQueryable<Guid> Ids(PortalDbContext db, AccountQuery query, string text)
    {
        var like = new AccountsLike();
        var sql = like.Sql(query.State, text);
        return db.Database.SqlQuery<Guid>(FormattableStringFactory.Create(sql, [.. like.values]));
    }

    private string Sql(string? state, string text)
    {
        // Not by ILIKE, which folds what is looked for, and what it is looked for in, for each row anew: both are kept folded.
        var (address, part) = (text.ToUpperInvariant(), text.ToLowerInvariant());
        var beginning = Value(Literal(address) + "%");
        var begins = $"normalized_email like {beginning}";
        var (beside, lead) = address.Split('@', 2) is [var end, var domain]
            ? ($"normalized_email like {Value(Anywhere(address))}", $"{Domain} like {Value(Literal(domain) + "%")}{(end.Length > 0 ? $" and {Lead(end.ToLowerInvariant() + " ")}" : "")}")
            : ($"{Domain} like {beginning}", "true");
        // So little is in no index by its middle, but as the beginning of a word.
        if (part.Length < ShortestPart) part = " " + part;
        return $"""
            {Some(begins)} union all
            {Some($"{lead} and {beside} and not ({begins})")} union all
            {Some($"{Lead(part)} and strpos(search_text, {Value(part)}) > 0 and not ({beside}) and not ({begins})")}
            limit {AccountSearch.PageSize + 1}
            """;

        string Some(string condition) => $"(select id as \"Value\" from users where {condition} and {InState(state)} limit {AccountSearch.PageSize + 1})";
    }

    // As AccountSearch has it.
    private static string InState(string? state) => state switch
    {
        "locked" => "locked_at is not null",
        "unverified" => "not email_verified",
        _ => "true",
    };

    // By the index to those that may have the part. It has lists of who has three letters, and reads those of all letters that it is asked for: a few short lists lead
    // to a long text as well as all of them.
    private string Lead(string part) => string.Join(" and ", Pieces(part).Select(piece => $"search_text like {Value(piece)}"));

    // Of each half of a text, or of each third of a longer one, the three letters or digits that are the rarest by their letters. Not the rarest of all of it: what
    // everybody in a company begins or ends with may be rare elsewhere.
    private static IEnumerable<string> Pieces(string part)
    {
        List<string> pieces =
            [.. Enumerable.Range(0, Math.Max(part.Length - ShortestPart + 1, 0)).Select(start => part.Substring(start, ShortestPart)).Where(piece => piece.All(char.IsAsciiLetterOrDigit))];
        var runs = pieces.Count < 9 ? 2 : 3;
        return pieces.Count < 3 ? [Anywhere(part)] : pieces.Chunk((pieces.Count + runs - 1) / runs).Select(run => Anywhere(run.MinBy(Commonness)!)).Distinct();
    }

    // The letters of English from the rarest on; digits are somewhere between.
    private static int Commonness(string piece) => piece.Sum(sign => "zqxj0123456789kvbpgywfmucldhrsnioate".IndexOf(sign, StringComparison.Ordinal));

    private string Value(string value)
    {
        values.Add(value);
        return $"{{{values.Count - 1}}}";
    }

    private static string Anywhere(string part) => $"%{Literal(part)}%";

    // What was typed is looked for as it is: "%" and "_" are signs that addresses may have, not wildcards.
    private static string Literal(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
