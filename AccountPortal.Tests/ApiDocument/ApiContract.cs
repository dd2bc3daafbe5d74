using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccountPortal.Tests.ApiDocument;

/// <summary>The portal's own document, and what is wrong with an answer by it. A keyword that it does not know fails: what it cannot check must not pass.</summary>
internal sealed class ApiContract(JsonObject document)
{
    private static readonly string[] Annotations = ["description", "default", "title"];

    public JsonObject Document => document;

    /// <summary>"POST /login", and what the document says of it.</summary>
    public IReadOnlyDictionary<string, JsonObject> Operations { get; } = document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => (Name: $"{operation.Key.ToUpperInvariant()} {path.Key}", Operation: operation.Value!.AsObject())))
        .ToDictionary(operation => operation.Name, operation => operation.Operation);

    public static async Task<ApiContract> ReadAsync(PortalApp app)
    {
        var answer = await app.NewBrowser().GetJsonAsync("/openapi/v1.json");
        Assert.Equal((System.Net.HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentType));
        return new ApiContract(JsonNode.Parse(answer.Text)!.AsObject());
    }

    public bool TakesBody(string operation) => Operations[operation].ContainsKey("requestBody");

    /// <summary>Fails where the status is none of the document's, or the body is not what it says for it.</summary>
    public void Check(string operation, JsonAnswer answer)
    {
        var status = ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        var told = Operations[operation]["responses"]!.AsObject();
        Assert.True(told.ContainsKey(status), $"{operation} answered {status}, which the document does not know: {answer.Text}");
        var content = told[status]!["content"]?.AsObject();
        if (content is null)
        {
            Assert.Equal("", answer.Text);
            return;
        }

        Assert.True(content.ContainsKey(answer.ContentType), $"{operation} answered {status} as \"{answer.ContentType}\".");
        if (answer.ContentType.EndsWith("json", StringComparison.Ordinal))
        {
            var misfits = Misfits(content[answer.ContentType]!["schema"]!.AsObject(), answer.Body, status).ToList();
            Assert.True(misfits.Count == 0, $"{operation}: {string.Join("; ", misfits)}: {answer.Text}");
        }
    }

    /// <summary>Whatever in the document is no schema that this understands, or a reference to nothing.</summary>
    public void CheckSchemas()
    {
        using var anything = JsonDocument.Parse("{}");
        foreach (var response in Operations.Values.SelectMany(operation => operation["responses"]!.AsObject()))
        {
            foreach (var media in response.Value!["content"]?.AsObject() ?? [])
            {
                _ = Misfits(media.Value!["schema"]!.AsObject(), anything.RootElement, "").ToList();
            }
        }
    }

    private IEnumerable<string> Misfits(JsonObject schema, JsonElement value, string path) => schema.SelectMany(keyword => keyword.Key switch
    {
        "$ref" => Misfits(document["components"]!["schemas"]![((string)keyword.Value!).Split('/')[^1]]!.AsObject(), value, path),
        "allOf" => keyword.Value!.AsArray().SelectMany(each => Misfits(each!.AsObject(), value, path)),
        "anyOf" => keyword.Value!.AsArray().Any(each => !Misfits(each!.AsObject(), value, path).Any()) ? [] : [$"{path} is none of several"],
        "enum" => keyword.Value!.AsArray().Any(each => (string?)each == (value.ValueKind == JsonValueKind.String ? value.GetString() : null)) ? [] : [$"{path} is {value}"],
        "type" => Types(keyword.Value!).Contains(TypeOf(value)) ? [] : [$"{path} is {TypeOf(value)}"],
        "required" => value.ValueKind != JsonValueKind.Object ? [] : keyword.Value!.AsArray().Select(name => (string)name!).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{path}.{name} is missing"),
        "properties" => Members(value).Where(member => keyword.Value!.AsObject().ContainsKey(member.Name)).SelectMany(member => Misfits(keyword.Value![member.Name]!.AsObject(), member.Value, $"{path}.{member.Name}")),
        "additionalProperties" => Members(value).Where(member => schema["properties"]?.AsObject().ContainsKey(member.Name) != true)
            .SelectMany(member => keyword.Value is JsonObject each ? Misfits(each, member.Value, $"{path}.{member.Name}") : [$"{path}.{member.Name} is not foreseen"]),
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray().SelectMany((item, i) => Misfits(keyword.Value!.AsObject(), item, $"{path}[{i}]")),
        "format" => value.ValueKind is JsonValueKind.Null || Fits((string)keyword.Value!, value) ? [] : [$"{path} is no {keyword.Value}: {value}"],
        _ when Annotations.Contains(keyword.Key) => [],
        _ => throw new NotSupportedException(keyword.Key),
    });

    private static JsonProperty[] Members(JsonElement value) => value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject()] : [];

    private static string[] Types(JsonNode type) => type is JsonArray many ? [.. many.Select(one => (string)one!)] : [(string)type!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static bool Fits(string format, JsonElement value) => format switch
    {
        "uuid" => value.ValueKind == JsonValueKind.String && value.TryGetGuid(out _),
        "date-time" => value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out _),
        "int32" or "int64" => value.ValueKind == JsonValueKind.Number,
        "binary" => true,
        _ => throw new NotSupportedException(format),
    };
}
