using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace AccountPortal.Tests.Data;

/// <summary>
/// What in a migration keeps the version before it from going on beside the new one: in a rolling upgrade both run on the new schema. Whatever is not known to be harmless
/// is a problem, to be listed with its reason.
/// </summary>
internal static class SideBySide
{
    public static IEnumerable<string> Problems(IReadOnlyList<MigrationOperation> operations)
    {
        var made = operations.OfType<CreateTableOperation>().Select(table => table.Name).ToHashSet();
        return operations.Select(operation => Problem(operation, made)).OfType<string>();
    }

    private static string? Problem(MigrationOperation operation, HashSet<string> made) => operation switch
    {
        CreateTableOperation table => IsLeftByErasures(table) ? $"makes {table.Name}, whose rows an erasure by the version before leaves: user_id is no foreign key that cascades" : null,
        AddColumnOperation column when made.Contains(column.Table) => null,
        AddColumnOperation { IsStored: true } column => $"writes {column.Table} anew for {column.Name}, for which reads and writes wait",
        AddColumnOperation { IsNullable: false, DefaultValue: null, DefaultValueSql: null, ComputedColumnSql: null } column =>
            $"adds {column.Table}.{column.Name}, which the version before writes no value into",
        AddColumnOperation => null,
        CreateIndexOperation index when made.Contains(index.Table) => null,
        CreateIndexOperation { IsUnique: true } index => $"makes {index.Name} unique, which refuses what the version before writes",
        CreateIndexOperation index => $"builds {index.Name}, for which writes to {index.Table} wait",
        DropTableOperation table => $"drops {table.Name}",
        DropColumnOperation column => $"drops {column.Table}.{column.Name}",
        RenameTableOperation table => $"renames {table.Name}",
        RenameColumnOperation column => $"renames {column.Table}.{column.Name}",
        AlterColumnOperation column => $"changes {column.Table}.{column.Name}",
        AddForeignKeyOperation { Table: var table } when made.Contains(table) => null,
        SqlOperation sql => $"runs SQL: {sql.Sql.Trim().Split('\n')[0].Trim()}",
        _ => $"does what nobody has judged: {operation.GetType().Name}",
    };

    private static bool IsLeftByErasures(CreateTableOperation table) => table.Columns.Any(column => column.Name == "user_id")
        && !table.ForeignKeys.Any(key => key.Columns is ["user_id"] && key.PrincipalTable == "users" && key.OnDelete == ReferentialAction.Cascade);
}
