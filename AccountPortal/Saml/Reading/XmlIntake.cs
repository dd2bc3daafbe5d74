using System.Text;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// The only way from bytes to a tree, for messages, for what was decrypted, for the bytes that were signed and for metadata: strict UTF-8, no
/// document type, limits counted in a stream first, then one <see cref="XmlDocument"/>, its identifiers checked. Every refusal is thrown.
/// </summary>
internal static class XmlIntake
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static XmlElement Read(byte[] bytes, XmlLimits limits)
    {
        if (bytes.Length > limits.Bytes)
        {
            throw new SamlRefusedException(SamlRefusal.TooLarge, $"at most {limits.Bytes} bytes of XML", $"{bytes.Length} bytes");
        }

        var text = Decode(limits.IsFile && bytes.AsSpan().StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes);
        Read(text, limits, reader => XmlScan.Check(reader, limits));
        // Whitespace is part of what was signed.
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        Read(text, limits, document.Load);
        XmlIdentifiers.Check(document);
        return document.DocumentElement!;
    }

    private static string Decode(byte[] bytes)
    {
        var text = Checklist.Guard(SamlRefusal.EncodingWrong, "UTF-8", () => StrictUtf8.GetString(bytes));
        // A byte order mark, or the zeros of UTF-16: nothing may be left to guess for another parser.
        return text.Length > 0 && text[0] != '\uFEFF' && !text.Contains('\0')
            ? text
            : throw new SamlRefusedException(SamlRefusal.EncodingWrong, "UTF-8 without byte order mark or NUL", text.Length == 0 ? "nothing" : "another start");
    }

    private static void Read(string text, XmlLimits limits, Action<XmlReader> reading)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Settings(limits));
            reading(reader);
        }
        catch (XmlException malformed)
        {
            var isDoctype = malformed.Message.Contains("DTD", StringComparison.Ordinal);
            throw new SamlRefusedException(
                isDoctype ? SamlRefusal.DoctypePresent : SamlRefusal.NotWellFormed,
                isDoctype ? "XML without a document type" : "well-formed XML",
                $"an error in line {malformed.LineNumber}, column {malformed.LinePosition}");
        }
    }

    private static XmlReaderSettings Settings(XmlLimits limits) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        ConformanceLevel = ConformanceLevel.Document,
        CheckCharacters = true,
        MaxCharactersInDocument = limits.Bytes,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = limits.IsFile,
    };
}
