using System.Linq.Expressions;

namespace AccountPortal.PersonalData;

/// <summary>Collects what the features declare about their tables.</summary>
public sealed class DataDeclarations
{
    private readonly List<DeclaredTable> tables = [];

    public IReadOnlyList<DeclaredTable> Tables => tables;

    /// <summary>
    /// A table whose rows belong to one account each and are deleted with it. <paramref name="title"/> says to the person what is in it;
    /// <paramref name="owner"/> is the column with the account's id.
    /// </summary>
    public DeclaredTable<T> Owned<T>(string title, Expression<Func<T, object?>> owner)
        where T : class => Add(new DeclaredTable<T>(title) { Owner = Member.Of(owner), Erasure = RowErasure.Deleted });

    /// <summary>A table whose rows belong to a row of <typeparamref name="TParent"/> (owned itself) by the column <paramref name="parent"/>, and go with it.</summary>
    public DeclaredTable<T> OwnedThrough<T, TParent>(string title, Expression<Func<T, object?>> parent)
        where T : class
        where TParent : class => Add(new DeclaredTable<T>(title) { Owner = Member.Of(parent), Parent = typeof(TParent), Erasure = RowErasure.Deleted });

    /// <summary>
    /// A table whose rows stay when the account goes, for <paramref name="reason"/>: the feature's <see cref="IPersonalData.EraseAsync"/> takes the person
    /// out of them, and every column has to say what becomes of it. <paramref name="owner"/> is the column with the account's id.
    /// </summary>
    public DeclaredTable<T> Staying<T>(string title, string reason, Expression<Func<T, object?>> owner)
        where T : class => Add(new DeclaredTable<T>(title) { Owner = Member.Of(owner), Erasure = RowErasure.Stays, Reason = reason });

    /// <summary>A table that tells nothing about a person, and why not.</summary>
    public void NotPersonal<T>(string reason)
        where T : class => Add(new DeclaredTable<T>("") { Erasure = RowErasure.NotPersonal, Reason = reason });

    private DeclaredTable<T> Add<T>(DeclaredTable<T> table)
        where T : class
    {
        tables.Add(table);
        return table;
    }
}
