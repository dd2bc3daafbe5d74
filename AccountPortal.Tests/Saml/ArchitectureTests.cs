namespace AccountPortal.Tests.Saml;

/// <summary>
/// One parser, in one room: what a second one reads differently is how signatures are got around. By the source, where every use of XML has to name
/// its namespace, since no project imports it for all files.
/// </summary>
public class ArchitectureTests
{
    /// <summary>Outside of the rooms for reading and writing, each with its reason.</summary>
    private static readonly string[] Others =
    [
        // Messages of ours that write themselves.
        "Saml/AuthnRequest.cs", "Saml/LogoutRequest.cs", "Saml/LogoutResponse.cs", "Saml/ServiceProviderMetadata.cs",
        // The document between the reader's two steps, which it holds and does not look into.
        "Saml/ReceivedResponse.cs",
        // The data-protection key ring hands its keys over as XML.
        "Data/Keys/DataProtectionKey.cs", "Data/Keys/KeyEncryption.cs",
    ];

    /// <summary>Second opinions on what a message says; ways to find an element wherever it stands; keys that a message brings along.</summary>
    private static readonly string[] Forbidden =
    [
        "System.Xml.Linq", "System.Xml.XPath", "System.Xml.Xsl", "System.Xml.Serialization", "System.Xml.Schema", "XDocument", "EncryptedXml", "LoadXml(xml", ".InnerText", ".InnerXml",
        "GetElementsByTagName", "GetElementById", "SelectNodes", "SelectSingleNode", "CreateNavigator", "CheckSignatureReturningKey", "CheckSignature()", "Regex",
    ];

    private static readonly Dictionary<string, string> Sources = new[] { "*.cs", "*.razor", "*.cshtml", "*.csproj" }
        .SelectMany(pattern => Directory.GetFiles(SourceTree.Portal, pattern, SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(SourceTree.Portal, path).Replace('\\', '/'))
        .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
        .ToDictionary(path => path, path => Code(Path.Combine(SourceTree.Portal, path)));

    [Fact]
    public void XML_is_known_in_one_room_only()
    {
        var users = Sources.Where(file => file.Value.Contains("System.Xml", StringComparison.Ordinal) || file.Value.Contains("Cryptography.Xml", StringComparison.Ordinal)).Select(file => file.Key).ToList();
        Assert.Empty(users.Where(path => !path.StartsWith("Saml/Reading/", StringComparison.Ordinal) && !path.StartsWith("Saml/Writing/", StringComparison.Ordinal)).Except(Others));
        Assert.Empty(Others.Except(users));
    }

    [Fact]
    public void There_is_one_parser_and_no_other_way_to_read()
    {
        var room = Sources.Where(file => file.Key.StartsWith("Saml/", StringComparison.Ordinal)).ToList();
        Assert.Empty(room.SelectMany(file => Forbidden.Where(word => file.Value.Contains(word, StringComparison.Ordinal)).Select(word => $"{file.Key}: {word}")));
        Assert.Equal(["Saml/Reading/XmlIntake.cs"], Users(room, "XmlReader.Create"));
        Assert.Equal(["Saml/Reading/CanonicalBytes.cs", "Saml/Reading/XmlIntake.cs"], Users(room, "new XmlDocument"));
        Assert.Equal(["Saml/Reading/SignatureCheck.cs"], Users(room, ".CheckSignature("));
        // Written out again, a document is another one; ours is new.
        Assert.Equal(["Saml/Writing/MessageSigner.cs"], Users(room, ".OuterXml"));
    }

    private static IEnumerable<string> Users(List<KeyValuePair<string, string>> room, string word) => room.Where(file => file.Value.Contains(word, StringComparison.Ordinal)).Select(file => file.Key).Order(StringComparer.Ordinal);

    private static string Code(string path) => string.Join('\n', File.ReadLines(path).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
}
