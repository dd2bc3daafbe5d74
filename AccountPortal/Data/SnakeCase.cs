using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AccountPortal.Data;

/// <summary>Gives every column, key and index that has no name of its own the snake_case form of its C# name.</summary>
internal static class SnakeCase
{
    public static void UseSnakeCase(this ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson()))
        {
            Rename(entity);
        }
    }

    private static void Rename(IMutableEntityType entity)
    {
        foreach (var property in entity.GetProperties().Where(property => property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null))
        {
            property.SetColumnName(From(property.Name));
        }

        var columns = (IEnumerable<IMutableProperty> properties) => string.Join('_', properties.Select(property => property.GetColumnName()));
        foreach (var key in entity.GetKeys())
        {
            key.SetName(key.IsPrimaryKey() ? $"pk_{entity.GetTableName()}" : $"ak_{entity.GetTableName()}_{columns(key.Properties)}");
        }

        foreach (var key in entity.GetForeignKeys())
        {
            key.SetConstraintName($"fk_{entity.GetTableName()}_{columns(key.Properties)}");
        }

        foreach (var index in entity.GetIndexes())
        {
            index.SetDatabaseName($"ix_{entity.GetTableName()}_{columns(index.Properties)}");
        }
    }

    private static string From(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
