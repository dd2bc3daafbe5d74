using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace AccountPortal.Export;

/// <summary>How the JSON of an archive is written: to be read by people too, and harmless where somebody pastes it into a page.</summary>
internal static class ArchiveJson
{
    // Letters of all scripts as they are; what means something in HTML, and what cannot be seen, escaped.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);

    public static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = Encoder };
    public static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = Encoder };
    public static readonly JsonSerializerOptions Plain = new() { Encoder = Encoder };
}
