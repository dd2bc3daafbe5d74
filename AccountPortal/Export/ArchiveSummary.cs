namespace AccountPortal.Export;

/// <summary>An archive as its readable page shows it: the first rows of each table, cut where they are long. All of it is in the JSON files.</summary>
public sealed record ArchiveSummary(string Product, DateTimeOffset MadeAt, IReadOnlyList<ArchiveSummaryFeature> Features)
{
    public long Rows => Features.Sum(feature => feature.Tables.Sum(table => table.Count));
}

public sealed record ArchiveSummaryFeature(ExportedFeature Feature, IReadOnlyList<ArchiveSummaryTable> Tables);

/// <summary>The first rows of a table, collected while it is written.</summary>
public sealed class ArchiveSummaryTable(ExportedTable table)
{
    public const int MostRows = 50;
    public const int MostLetters = 400;

    private readonly List<string[]> rows = [];

    public ExportedTable Table => table;

    public IReadOnlyList<string[]> Rows => rows;

    public long Count { get; private set; }

    public void Add(Dictionary<string, object?> row)
    {
        Count++;
        if (rows.Count < MostRows)
        {
            rows.Add([.. table.Columns.Select(column => Cut(RowValue.Shown(row[column.Name])))]);
        }
    }

    // Not between the two halves of a letter.
    private static string Cut(string text) => text.Length <= MostLetters ? text : text[..(char.IsHighSurrogate(text[MostLetters - 1]) ? MostLetters - 1 : MostLetters)] + "…";
}
