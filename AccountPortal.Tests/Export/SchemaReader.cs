using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AccountPortal.Tests.Export;

/// <summary>As much of JSON Schema 2020-12 as archives use. A keyword that it does not know fails: what it cannot check must not pass.</summary>
internal static class SchemaReader
{
    private static readonly string[] Annotations = ["title", "description", "contentEncoding"];

    public static IEnumerable<string> Misfits(JsonObject schema, JsonElement value, string path) => schema.SelectMany(keyword => keyword.Key switch
    {
        "type" => Types(keyword.Value!).Contains(TypeOf(value)) || (TypeOf(value) == "integer" && Types(keyword.Value!).Contains("number")) ? [] : [$"{path} is {TypeOf(value)}"],
        "properties" => Members(keyword.Value!.AsObject(), value, path),
        "required" => value.ValueKind != JsonValueKind.Object ? [] : keyword.Value!.AsArray().Select(name => (string)name!).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{path}.{name} is missing"),
        "additionalProperties" => Additional(schema["properties"]!.AsObject(), (bool)keyword.Value!, value, path),
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, i) => Misfits(keyword.Value!.AsObject(), item, $"{path}[{i}]")),
        "format" => value.ValueKind != JsonValueKind.String || Fits((string)keyword.Value!, value) ? [] : [$"{path} is no {keyword.Value}: {value}"],
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, (string)keyword.Value!) ? [] : [$"{path} does not match"],
        _ when Annotations.Contains(keyword.Key) => [],
        _ => throw new NotSupportedException(keyword.Key),
    });

    private static IEnumerable<string> Members(JsonObject properties, JsonElement value, string path) => value.ValueKind != JsonValueKind.Object
        ? []
        : value.EnumerateObject().Where(member => properties.ContainsKey(member.Name)).SelectMany(member => Misfits(properties[member.Name]!.AsObject(), member.Value, $"{path}.{member.Name}"));

    private static IEnumerable<string> Additional(JsonObject properties, bool allowed, JsonElement value, string path) => allowed || value.ValueKind != JsonValueKind.Object
        ? []
        : value.EnumerateObject().Where(member => !properties.ContainsKey(member.Name)).Select(member => $"{path}.{member.Name} is not foreseen");

    private static string[] Types(JsonNode type) => type is JsonArray many ? [.. many.Select(one => (string)one!)] : [(string)type!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static bool Fits(string format, JsonElement value) => format switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date-time" => value.TryGetDateTimeOffset(out _) && value.GetString()!.EndsWith('Z'),
        _ => throw new NotSupportedException(format),
    };
}
