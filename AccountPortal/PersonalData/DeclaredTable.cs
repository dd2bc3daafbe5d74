using System.Linq.Expressions;

namespace AccountPortal.PersonalData;

/// <summary>What becomes of a table's rows when their account is erased.</summary>
public enum RowErasure
{
    Deleted,

    /// <summary>They stay without the person in them; each column says how.</summary>
    Stays,

    /// <summary>They never held anything about a person.</summary>
    NotPersonal,
}

/// <summary>What becomes of a column in a row that stays.</summary>
public enum ColumnErasure
{
    /// <summary>Its value is gone: null, or empty.</summary>
    Removed,

    /// <summary>Another value stands in for it that leads to nobody.</summary>
    Pseudonymised,

    /// <summary>It stays, for the reason given.</summary>
    Kept,
}

/// <summary>One column, as declared. <paramref name="Withheld"/>: why it is no part of an export; <c>null</c> where it is part of it.</summary>
public sealed record DeclaredColumn(string Member, string? Withheld)
{
    /// <summary>What becomes of it in a row that stays; <c>null</c> where the row goes.</summary>
    public ColumnErasure? Erasure { get; init; }

    /// <summary>Why it stays.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a column that holds a JSON object, the members that are exported; <c>null</c> for all of it.</summary>
    public IReadOnlyList<string>? Parts { get; init; }
}

/// <summary>One table, as its feature declared it.</summary>
public abstract class DeclaredTable(Type entity, string title)
{
    private readonly Dictionary<string, DeclaredColumn> columns = [];

    public Type Entity => entity;

    /// <summary>What is in it, said to the person.</summary>
    public string Title => title;

    /// <summary>The member that leads to the account (or to the row of <see cref="Parent"/>); <c>null</c> where nothing does.</summary>
    public string? Owner { get; init; }

    /// <summary>The entity that <see cref="Owner"/> refers to, where it is not the account.</summary>
    public Type? Parent { get; init; }

    public required RowErasure Erasure { get; init; }

    /// <summary>Why rows stay, or why they tell nothing about anybody.</summary>
    public string? Reason { get; init; }

    /// <summary>The columns in the order of their declaration, which is the order in an export.</summary>
    public IReadOnlyCollection<DeclaredColumn> Columns => columns.Values;

    /// <summary>See <see cref="DeclaredTable{T}.Redacts"/>.</summary>
    public Action<Dictionary<string, object?>>? Redaction { get; protected set; }

    public DeclaredColumn? Column(string member) => columns.GetValueOrDefault(member);

    protected void Declare(string member, string? withheld, IReadOnlyList<string>? parts = null)
    {
        if (!columns.TryAdd(member, new DeclaredColumn(member, withheld) { Parts = parts }))
        {
            throw new InvalidOperationException($"{entity.Name}.{member} is declared twice.");
        }
    }

    protected void Declare(string member, ColumnErasure erasure, string? reason)
    {
        if (Erasure != RowErasure.Stays || !columns.TryGetValue(member, out var column))
        {
            throw new InvalidOperationException($"{entity.Name}.{member}: say first whether it is exported, and what becomes of it only where the row stays.");
        }

        columns[member] = column with { Erasure = erasure, Reason = reason };
    }
}

/// <summary>Declares the columns of <typeparamref name="T"/>.</summary>
public sealed class DeclaredTable<T>(string title) : DeclaredTable(typeof(T), title)
    where T : class
{
    /// <summary>These columns are part of the person's export.</summary>
    public DeclaredTable<T> Exports(params Expression<Func<T, object?>>[] members) => Each(members, member => Declare(member, null));

    /// <summary>The same by name, for columns that the entity has no property for.</summary>
    public DeclaredTable<T> Exports(params string[] members) => Each(members, member => Declare(member, null));

    /// <summary>Of this column, which holds a JSON object, these members are part of the export; the rest is not, for <paramref name="reason"/>.</summary>
    public DeclaredTable<T> ExportsParts(Expression<Func<T, object?>> member, string reason, params string[] parts) => Each([member], name => Declare(name, reason, parts));

    /// <summary>These columns are no part of an export: say why.</summary>
    public DeclaredTable<T> Withholds(string reason, params Expression<Func<T, object?>>[] members) => Each(members, member => Declare(member, reason));

    /// <summary>The same by name, for columns that the entity has no property for.</summary>
    public DeclaredTable<T> Withholds(string reason, params string[] members) => Each(members, member => Declare(member, reason));

    /// <summary>
    /// What is taken out of a row before it is exported, because it is about somebody else. The row has all its columns but binary ones, exported or not,
    /// by their names in the database; JSON columns as <see cref="System.Text.Json.Nodes.JsonNode"/>.
    /// </summary>
    public DeclaredTable<T> Redacts(Action<Dictionary<string, object?>> redact)
    {
        Redaction = redact;
        return this;
    }

    /// <summary>In rows that stay these columns are emptied.</summary>
    public DeclaredTable<T> Removes(params Expression<Func<T, object?>>[] members) => Each(members, member => Declare(member, ColumnErasure.Removed, null));

    /// <summary>In rows that stay something that leads to nobody stands in for these columns.</summary>
    public DeclaredTable<T> Pseudonymises(params Expression<Func<T, object?>>[] members) => Each(members, member => Declare(member, ColumnErasure.Pseudonymised, null));

    /// <summary>In rows that stay these columns stay too: say why that tells nothing about the person.</summary>
    public DeclaredTable<T> Keeps(string reason, params Expression<Func<T, object?>>[] members) => Each(members, member => Declare(member, ColumnErasure.Kept, reason));

    private DeclaredTable<T> Each(Expression<Func<T, object?>>[] members, Action<string> declare) => Each(members.Select(Member.Of), declare);

    private DeclaredTable<T> Each(IEnumerable<string> members, Action<string> declare)
    {
        foreach (var member in members)
        {
            declare(member);
        }

        return this;
    }
}

/// <summary>The name of the property that an expression picks.</summary>
internal static class Member
{
    public static string Of<T>(Expression<Func<T, object?>> expression) =>
        (expression.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : expression.Body) is MemberExpression { Expression: ParameterExpression } member
            ? member.Member.Name
            : throw new ArgumentException($"\"{expression}\" picks no property.", nameof(expression));
}
