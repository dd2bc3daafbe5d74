using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.Deletion;

/// <summary>Looks for texts and bytes in everything that the database holds: every column of every table that PostgreSQL knows, not those that the model names.</summary>
internal static class DatabaseSearch
{
    /// <summary>"table.column holds what", for each place that has one of them, in any case.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(PortalApp app, params object[] wanted)
    {
        (string Name, byte[][] Forms)[] needles = [.. wanted.Select(one => ($"{one}", Forms(one)))];
        List<string> found = [];
        foreach (var (table, column) in await ColumnsAsync(app))
        {
            await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
                $"""select case when pg_typeof("{column}") = 'bytea'::regtype then "{column}"::text::bytea else convert_to(lower("{column}"::text), 'UTF8') end from "{table}" where "{column}" is not null""");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var value = reader.GetFieldValue<byte[]>(0);
                found.AddRange(needles.Where(needle => needle.Forms.Any(form => value.AsSpan().IndexOf(form) >= 0)).Select(needle => $"{table}.{column} holds {needle.Name}"));
            }
        }

        return [.. found.Distinct()];
    }

    private static byte[][] Forms(object one) => one is Guid id
        ? [Encoding.UTF8.GetBytes($"{id:D}"), Encoding.UTF8.GetBytes($"{id:N}"), id.ToByteArray(), id.ToByteArray(bigEndian: true)]
        : [Encoding.UTF8.GetBytes($"{one}".ToLowerInvariant())];

    private static async Task<IReadOnlyList<(string Table, string Column)>> ColumnsAsync(PortalApp app)
    {
        List<(string, string)> columns = [];
        await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select table_name, column_name from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }
}
