using System.Text.Json.Nodes;

namespace AccountPortal.Export;

/// <summary>The JSON Schema (2020-12) of an archive's files: each fits one of its definitions, which also say what is withheld and why.</summary>
internal static class ArchiveSchema
{
    public static string Of(IReadOnlyList<ExportedFeature> features, string product) => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = $"Your data at {product}",
        ["description"] = "Each file of the archive that ends in .json, but this one, fits the definition of its name. Instants are UTC (ISO 8601), bytes are base64url.",
        ["oneOf"] = new JsonArray([.. features.Select(feature => new JsonObject { ["$ref"] = $"#/$defs/{feature.Name}" })]),
        ["$defs"] = Members(features, feature => feature.Name, Feature),
    }.ToJsonString(ArchiveJson.Readable);

    private static JsonObject Feature(ExportedFeature feature)
    {
        var schema = Closed(Members(feature.Filled, table => table.Name, Table));
        schema.Insert(0, "title", feature.Title);
        // A table of which nothing is exported has no place of its own to say so.
        var empty = feature.Tables.Except(feature.Filled).Select(table => $"Not part of the archive: {table.Title} ({Withheld(table)})").ToList();
        schema.Insert(1, "description", string.Join(" ", [$"In the file {feature.File}.", .. empty]));
        return schema;
    }

    private static JsonObject Table(ExportedTable table) => new()
    {
        ["type"] = "array",
        ["title"] = table.Title,
        ["description"] = table.Withheld.Count == 0 ? "All that is kept." : $"Withheld: {Withheld(table)}",
        ["items"] = Closed(Members(table.Columns, column => column.Name, Column)),
    };

    private static string Withheld(ExportedTable table) =>
        string.Join(" ", table.Withheld.GroupBy(column => column.Withheld!).Select(reason => $"{string.Join(", ", reason.Select(Named))}: {reason.Key}"));

    private static string Named(ExportedColumn column) => column.Parts is null ? column.Name : $"{column.Name} but for {string.Join(", ", column.Parts)}";

    private static JsonObject Column(ExportedColumn column)
    {
        var schema = Value(column);
        if (column.IsNullable && schema["type"]?.GetValue<string>() is { } type)
        {
            schema["type"] = new JsonArray(type, "null");
        }

        return schema;
    }

    private static JsonObject Value(ExportedColumn column) => column.Type switch
    {
        "uuid" => new() { ["type"] = "string", ["format"] = "uuid" },
        "timestamp with time zone" => new() { ["type"] = "string", ["format"] = "date-time" },
        "bytea" => new() { ["type"] = "string", ["contentEncoding"] = "base64url", ["pattern"] = "^[A-Za-z0-9_-]*$" },
        "boolean" => new() { ["type"] = "boolean" },
        "integer" or "bigint" => new() { ["type"] = "integer" },
        "double precision" => new() { ["type"] = "number" },
        "text[]" => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
        "jsonb" when column.Parts is { } parts => new() { ["type"] = "object", ["properties"] = Members(parts, part => part, _ => new JsonObject()), ["additionalProperties"] = false },
        // An object or a list, as the feature keeps it.
        "jsonb" => [],
        _ => new() { ["type"] = "string" },
    };

    private static JsonObject Closed(JsonObject properties) => new()
    {
        ["type"] = "object",
        ["properties"] = properties,
        ["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]),
        ["additionalProperties"] = false,
    };

    private static JsonObject Members<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode> value) =>
        new(items.Select(item => KeyValuePair.Create<string, JsonNode?>(name(item), value(item))));
}
