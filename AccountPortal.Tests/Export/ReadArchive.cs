using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace AccountPortal.Tests.Export;

/// <summary>An archive, unzipped.</summary>
internal sealed class ReadArchive
{
    public ReadArchive(byte[] bytes)
    {
        Bytes = bytes;
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        Files = zip.Entries.ToDictionary(entry => entry.FullName, Read);
        Schema = JsonNode.Parse(Files["schema.json"])!.AsObject();
    }

    public byte[] Bytes { get; }

    public Dictionary<string, byte[]> Files { get; }

    public JsonObject Schema { get; }

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>The files of data, by their names without the ending.</summary>
    public IEnumerable<string> Features => Files.Keys.Where(name => name.EndsWith(".json", StringComparison.Ordinal) && name != "schema.json").Select(name => name[..^".json".Length]);

    public IHtmlDocument Index => new HtmlParser().ParseDocument(Text("index.html"));

    /// <summary>All that is in it, as one text.</summary>
    public string Everything => string.Join('\n', Files.Keys.Select(Text));

    public string Text(string name) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Files[name]);

    public JsonElement Rows(string feature, string table) => JsonDocument.Parse(Files[$"{feature}.json"]).RootElement.GetProperty(table);

    /// <summary>What in a file does not fit its schema.</summary>
    public IEnumerable<string> Misfits(string feature) => SchemaReader.Misfits(Schema["$defs"]![feature]!.AsObject(), JsonDocument.Parse(Files[$"{feature}.json"]).RootElement, feature);

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
