using AccountPortal.PersonalData;

namespace AccountPortal.Export;

/// <summary>One file of an archive: the tables of one feature.</summary>
public sealed record ExportedFeature(string Name, string Title, IReadOnlyList<ExportedTable> Tables)
{
    public string File => $"{Name}.json";

    /// <summary>The tables of which something is exported; of the others only the schema tells, and why.</summary>
    public IEnumerable<ExportedTable> Filled => Tables.Where(table => table.Columns.Count > 0);

    /// <summary>All there is to export, by what the features declared and nothing else.</summary>
    public static IReadOnlyList<ExportedFeature> In(DataCatalogue catalogue) =>
    [
        .. catalogue.Tables.Where(table => table.Declared.Erasure != RowErasure.NotPersonal)
            .GroupBy(table => (table.Feature, table.FeatureTitle))
            .Select(feature => new ExportedFeature(feature.Key.Feature, feature.Key.FeatureTitle, [.. feature.Select(table => new ExportedTable(table, catalogue.RowsOf(table)))]))
            .Where(feature => feature.Filled.Any()),
    ];
}
