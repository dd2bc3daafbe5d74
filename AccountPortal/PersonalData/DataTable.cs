using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AccountPortal.PersonalData;

/// <summary>One table of the database with what its feature declared about it.</summary>
public sealed class DataTable(string feature, string featureTitle, DeclaredTable declared, IEntityType entity)
{
    /// <summary>The feature's <see cref="IPersonalData.Name"/>.</summary>
    public string Feature => feature;

    /// <summary>The feature's <see cref="IPersonalData.Title"/>.</summary>
    public string FeatureTitle => featureTitle;

    public DeclaredTable Declared => declared;

    public IEntityType Entity => entity;

    /// <summary>The table's name in the database.</summary>
    public string Name => entity.GetTableName()!;

    public IReadOnlyList<string> KeyColumns => [.. entity.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName())];

    /// <summary>The column's name in the database.</summary>
    public string ColumnOf(string member) =>
        entity.FindProperty(member)?.GetColumnName()
        ?? entity.FindNavigation(member)?.TargetEntityType.GetContainerColumnName()
        ?? throw new InvalidOperationException($"{entity.ClrType.Name}.{member} is declared, and no column.");

    /// <summary>What is wrong with the declaration: columns that nobody declared, or that say nothing about what becomes of them.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach (var member in Members().Where(member => declared.Column(member) is null))
        {
            yield return $"{Name}.{ColumnOf(member)} is declared neither as exported nor as withheld.";
        }

        foreach (var column in declared.Columns)
        {
            if (!Members().Contains(column.Member))
            {
                yield return $"{entity.ClrType.Name}.{column.Member} is declared, and no column.";
            }
            else if (declared.Erasure == RowErasure.Stays && column.Erasure is null)
            {
                yield return $"{Name}.{ColumnOf(column.Member)} stays after an erasure, and nothing says how.";
            }
        }

        if (declared.Owner is null || !Members().Contains(declared.Owner))
        {
            yield return $"{Name} does not say whose its rows are.";
        }
    }

    private IEnumerable<string> Members() =>
        entity.GetProperties().Select(property => property.Name)
            .Concat(entity.GetNavigations().Where(navigation => navigation.TargetEntityType.IsMappedToJson()).Select(navigation => navigation.Name));
}
