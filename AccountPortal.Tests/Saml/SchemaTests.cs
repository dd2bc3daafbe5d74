using System.Xml;
using System.Xml.Schema;
using AccountPortal.Saml;

namespace AccountPortal.Tests.Saml;

/// <summary>What we send, held against OASIS's own schemas of messages (saml-schema-protocol-2.0.xsd), which eng/install.sh fetches.</summary>
public class SchemaTests
{
    private const string Protocol = "saml-schema-protocol-2.0.xsd";
    private static readonly string Folder = Directory.GetDirectories(Path.Combine(SourceTree.Root, ".portal/saml-schemas")).Single();
    private static readonly Lazy<XmlSchemaSet> Schemas = new(Read);

    private static readonly AuthnRequest Request = new() { IssuedAt = FixedClock.Now, Destination = "https://idp.example/sso", Issuer = Answer.PortalId, AcsUrl = Answer.AcsUrl };

    public static TheoryData<OutgoingMessage> Messages =>
    [
        Request,
        Request with { ForceAuthn = true, NameIdFormat = NameIdFormats.Persistent, AuthnContexts = ["urn:a", "urn:b"], Subject = new("<ada>&co", NameIdFormats.EmailAddress) },
        new LogoutRequest { IssuedAt = FixedClock.Now, Destination = "https://idp.example/slo", Issuer = Answer.PortalId, NameId = new("ada", NameIdFormats.Persistent), SessionIndexes = ["_s1", "_s2"] },
        new LogoutResponse { IssuedAt = FixedClock.Now, Destination = "https://idp.example/slo", Issuer = Answer.PortalId, InResponseTo = "_l1", IsSuccess = false },
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_as_the_schema_says_signed_or_not(OutgoingMessage message)
    {
        Assert.Empty(Problems(message.ToPost(null)));
        Assert.Empty(Problems(message.ToPost(Keys.Portal)));
    }

    [Fact]
    public void What_is_not_is_found()
    {
        Assert.NotEmpty(Problems(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Request.ToText().Change("Version=\"2.0\"", "")))));
        Assert.NotEmpty(Problems(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Request.ToText().Change("</samlp:AuthnRequest>", "<samlp:x/></samlp:AuthnRequest>")))));
    }

    private static List<string> Problems(string posted)
    {
        var problems = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = Schemas.Value, ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings };
        settings.ValidationEventHandler += (_, problem) => problems.Add(problem.Message);
        using var reader = XmlReader.Create(new MemoryStream(Convert.FromBase64String(posted)), settings);
        while (reader.Read())
        {
        }

        return problems;
    }

    // The schema of signatures has a document type of its own, in a file beside it.
    private static XmlSchemaSet Read()
    {
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        using var reader = XmlReader.Create(Path.Combine(Folder, Protocol), Settings());
        schemas.Add(null, reader);
        foreach (var file in new[] { "xmldsig-core-schema.xsd", "xenc-schema.xsd" })
        {
            using var other = XmlReader.Create(Path.Combine(Folder, file), Settings());
            schemas.Add(null, other);
        }

        schemas.Compile();
        return schemas;
    }

    private static XmlReaderSettings Settings() => new() { DtdProcessing = DtdProcessing.Parse, XmlResolver = new XmlUrlResolver() };
}
