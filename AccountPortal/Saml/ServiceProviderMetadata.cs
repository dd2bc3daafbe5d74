using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using AccountPortal.Saml.Writing;

namespace AccountPortal.Saml;

/// <summary>What identity providers are told of us (SAML Metadata 2.0, 2.4.4), for one provider's addresses.</summary>
public sealed record ServiceProviderMetadata
{
    public required string EntityId { get; init; }

    public required string AcsUrl { get; init; }

    public string? LogoutUrl { get; init; }

    /// <summary>The current one, with its private key, and the next: providers learn of it before it is used.</summary>
    public required IReadOnlyList<X509Certificate2> Certificates { get; init; }

    public bool SignsRequests { get; init; } = true;

    public IReadOnlyList<string> NameIdFormats { get; init; } = [Saml.NameIdFormats.Persistent, Saml.NameIdFormats.EmailAddress];

    /// <summary>Signed with the current certificate.</summary>
    public string ToXml() => Encoding.UTF8.GetString(MessageSigner.Sign(SamlWriter.Write(Write), Certificates[0]));

    private void Write(XmlWriter writer)
    {
        writer.Metadata("EntityDescriptor");
        writer.WriteAttributeString("entityID", EntityId);
        writer.WriteAttributeString("ID", SamlWriter.NewId());
        writer.Metadata("SPSSODescriptor");
        writer.WriteAttributeString("AuthnRequestsSigned", SignsRequests ? "true" : "false");
        writer.WriteAttributeString("WantAssertionsSigned", "true");
        writer.WriteAttributeString("protocolSupportEnumeration", SamlNames.Protocol);
        foreach (var certificate in Certificates)
        {
            writer.Key("signing", certificate);
        }

        foreach (var certificate in Certificates)
        {
            writer.Key("encryption", certificate);
        }

        WriteEndpoints(writer);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private void WriteEndpoints(XmlWriter writer)
    {
        if (LogoutUrl is not null)
        {
            writer.Endpoint("SingleLogoutService", SamlNames.RedirectBinding, LogoutUrl);
            writer.WriteEndElement();
            writer.Endpoint("SingleLogoutService", SamlNames.PostBinding, LogoutUrl);
            writer.WriteEndElement();
        }

        NameIdFormats.ToList().ForEach(format => writer.WriteElementString("md", "NameIDFormat", SamlNames.Metadata, format));
        writer.Endpoint("AssertionConsumerService", SamlNames.PostBinding, AcsUrl);
        writer.WriteAttributeString("index", "0");
        writer.WriteAttributeString("isDefault", "true");
        writer.WriteEndElement();
    }
}
