using System.IO.Compression;
using System.Text.Json;
using AccountPortal.PersonalData;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AccountPortal.Export;

/// <summary>Writes the archive of an account: what the features declared, straight from the database into a stream.</summary>
internal sealed class ArchiveWriting(DataCatalogue catalogue, NpgsqlDataSource source, ArchivePages pages, IOptions<BrandingOptions> branding, TimeProvider clock)
{
    private const int FlushedAt = 32 * 1024;

    private readonly IReadOnlyList<ExportedFeature> features = ExportedFeature.In(catalogue);

    public async Task WriteAsync(Guid account, Stream output, ExportProgress progress, CancellationToken cancellationToken)
    {
        var madeAt = clock.GetUtcNow();
        await using var snapshot = await Snapshot.OpenAsync(source, account, cancellationToken);
        progress.Total = await CountAsync(snapshot, cancellationToken);
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        var file = new ArchiveFile(zip, madeAt);
        var summary = new ArchiveSummary(branding.Value.Name, madeAt, await WriteFeaturesAsync(file, snapshot, progress, cancellationToken));
        await file.AddAsync("schema.json", ArchiveSchema.Of(features, branding.Value.Name), cancellationToken);
        await file.AddAsync("index.html", await pages.IndexAsync(summary), cancellationToken);
        await file.AddAsync("README.txt", ArchivePages.Readme(summary), cancellationToken);
        await file.AddChecksumsAsync(cancellationToken);
    }

    private async Task<long> CountAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var total = 0L;
        foreach (var table in features.SelectMany(feature => feature.Filled))
        {
            total += await snapshot.CountAsync(table, cancellationToken);
        }

        return total;
    }

    private async Task<List<ArchiveSummaryFeature>> WriteFeaturesAsync(ArchiveFile file, Snapshot snapshot, ExportProgress progress, CancellationToken cancellationToken)
    {
        List<ArchiveSummaryFeature> written = [];
        foreach (var feature in features)
        {
            List<ArchiveSummaryTable> tables = [];
            await file.AddAsync(feature.File, stream => WriteAsync(feature, stream, snapshot, tables, progress, cancellationToken), cancellationToken);
            written.Add(new ArchiveSummaryFeature(feature, tables));
        }

        return written;
    }

    private static async Task WriteAsync(
        ExportedFeature feature, Stream stream, Snapshot snapshot, List<ArchiveSummaryTable> tables, ExportProgress progress, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(stream, ArchiveJson.Indented);
        json.WriteStartObject();
        foreach (var table in feature.Filled)
        {
            var summary = new ArchiveSummaryTable(table);
            json.WriteStartArray(table.Name);
            await foreach (var row in snapshot.RowsAsync(table, cancellationToken))
            {
                Write(json, table, row);
                summary.Add(row);
                progress.Advance();
                if (json.BytesPending >= FlushedAt)
                {
                    await json.FlushAsync(cancellationToken);
                }
            }

            json.WriteEndArray();
            tables.Add(summary);
        }

        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static void Write(Utf8JsonWriter json, ExportedTable table, Dictionary<string, object?> row)
    {
        json.WriteStartObject();
        foreach (var column in table.Columns)
        {
            json.WritePropertyName(column.Name);
            RowValue.Write(json, row[column.Name]);
        }

        json.WriteEndObject();
    }
}
