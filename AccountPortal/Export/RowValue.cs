using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccountPortal.Export;

/// <summary>A value of the database as the archive writes it: instants in UTC by ISO 8601, addresses as text, bytes as base64url, JSON as it is.</summary>
internal static class RowValue
{
    public const string InstantFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFK";

    /// <summary>The value of a row's dictionary: JSON columns as a node, everything else as the driver has it.</summary>
    public static object? Of(object value, string type) => value switch
    {
        DBNull => null,
        string json when type == "jsonb" => JsonNode.Parse(json),
        _ => value,
    };

    /// <summary>Of a JSON object only these members.</summary>
    public static object? Only(object? value, IReadOnlyList<string> parts) => value is JsonObject whole
        ? new JsonObject(parts.Where(whole.ContainsKey).Select(part => KeyValuePair.Create(part, whole[part]?.DeepClone())))
        : null;

    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case JsonNode node:
                node.WriteTo(json);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            // Neither infinity nor "not a number" is a number in JSON.
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case string[] texts:
                json.WriteStartArray();
                foreach (var text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Text(value));
                break;
        }
    }

    /// <summary>The same for people to read.</summary>
    public static string Shown(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "yes" : "no",
        DateTime at => at.ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
        JsonObject facts => string.Join("\n", facts.Select(fact => $"{fact.Key}: {(fact.Value is JsonValue one ? one.ToString() : fact.Value?.ToJsonString(ArchiveJson.Plain))}")),
        JsonArray items => string.Join(", ", items.Select(item => item is JsonValue one ? one.ToString() : item?.ToJsonString(ArchiveJson.Plain))),
        JsonNode node => node.ToJsonString(ArchiveJson.Plain),
        string[] texts => string.Join(", ", texts),
        IFormattable number and (int or long or double) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Text(value),
    };

    // A type that nobody thought of must not slip into an archive in a form that nobody chose.
    private static string Text(object value) => value switch
    {
        string text => text,
        Guid id => id.ToString("D"),
        DateTime { Kind: DateTimeKind.Utc } at => at.ToString(InstantFormat, CultureInfo.InvariantCulture),
        IPAddress address => address.ToString(),
        byte[] bytes => Base64Url.EncodeToString(bytes),
        double number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"An archive has no form for {value.GetType().Name}."),
    };
}
