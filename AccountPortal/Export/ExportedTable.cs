using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Export;

/// <summary>One table as it goes into an archive: what its feature declared, in the words of the database.</summary>
public sealed class ExportedTable
{
    private readonly DataTable table;
    private readonly string rowsOf;

    public ExportedTable(DataTable table, string rowsOf)
    {
        (this.table, this.rowsOf) = (table, rowsOf);
        ExportedColumn[] columns = [.. table.Declared.Columns.Select(Column)];
        Columns = [.. columns.Where(column => column.Withheld is null || column.Parts is not null)];
        Withheld = [.. columns.Where(column => column.Withheld is not null)];
        // A redaction looks at more than what is exported. Secrets, which are binary, are not even read.
        Read = table.Declared.Redaction is null ? Columns : [.. columns.Where(column => column.Type != "bytea" || Columns.Contains(column))];
    }

    public string Name => table.Name;

    public string Title => table.Declared.Title;

    /// <summary>What is exported, in the order of the declaration.</summary>
    public IReadOnlyList<ExportedColumn> Columns { get; }

    /// <summary>What is not, or not all of it, and why.</summary>
    public IReadOnlyList<ExportedColumn> Withheld { get; }

    /// <summary>The columns of <see cref="SelectSql"/>, in its order.</summary>
    public IReadOnlyList<ExportedColumn> Read { get; }

    /// <summary>The rows of the account <c>@account</c>, in the order of their keys.</summary>
    public string SelectSql =>
        $"select {string.Join(", ", Read.Select(column => Quoted(column.Name)))} from {Quoted(Name)} where {rowsOf} order by {string.Join(", ", table.KeyColumns.Select(Quoted))}";

    public string CountSql => $"select count(*) from {Quoted(Name)} where {rowsOf}";

    /// <summary>Takes out of a row what is about somebody else, and of JSON objects what is no part of the export.</summary>
    public void Redact(Dictionary<string, object?> row)
    {
        table.Declared.Redaction?.Invoke(row);
        foreach (var column in Columns.Where(column => column.Parts is not null))
        {
            row[column.Name] = RowValue.Only(row[column.Name], column.Parts!);
        }
    }

    private ExportedColumn Column(DeclaredColumn declared)
    {
        var property = table.Entity.FindProperty(declared.Member);
        return new ExportedColumn(table.ColumnOf(declared.Member), property?.GetColumnType() ?? "jsonb", property?.IsNullable ?? false, declared.Parts, declared.Withheld);
    }

    private static string Quoted(string name) => $"\"{name}\"";
}
