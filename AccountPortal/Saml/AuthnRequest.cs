using System.Xml;
using AccountPortal.Saml.Writing;

namespace AccountPortal.Saml;

/// <summary>Asks an identity provider to tell us who a browser's person is (SAML Core 2.0, 3.4.1; Profiles 2.0, 4.1.4.1).</summary>
public sealed record AuthnRequest : OutgoingMessage
{
    /// <summary>Where the answer is to be posted.</summary>
    public required string AcsUrl { get; init; }

    /// <summary>Asks for a proof from now, whatever session the provider has.</summary>
    public bool ForceAuthn { get; init; }

    public string? NameIdFormat { get; init; }

    /// <summary>Authentication contexts of which one is asked for, exactly (SAML Core 2.0, 3.3.2.2.1).</summary>
    public IReadOnlyList<string> AuthnContexts { get; init; } = [];

    /// <summary>Whom the provider should ask for, where the administrator lets it be told.</summary>
    public NameId? Subject { get; init; }

    internal override bool IsResponse => false;

    internal override byte[] ToXml() => SamlWriter.Write(Write);

    private void Write(XmlWriter writer)
    {
        writer.Head("AuthnRequest", Id, IssuedAt, Destination);
        writer.Optional("ForceAuthn", ForceAuthn ? "true" : null);
        writer.WriteAttributeString("ProtocolBinding", SamlNames.PostBinding);
        writer.WriteAttributeString("AssertionConsumerServiceURL", AcsUrl);
        writer.Issuer(Issuer);
        if (Subject is not null)
        {
            writer.Assertion("Subject");
            writer.NameId(Subject);
            writer.WriteEndElement();
        }

        writer.Protocol("NameIDPolicy");
        writer.Optional("Format", NameIdFormat);
        writer.WriteAttributeString("AllowCreate", "true");
        writer.WriteEndElement();
        WriteContexts(writer);
        writer.WriteEndElement();
    }

    private void WriteContexts(XmlWriter writer)
    {
        if (AuthnContexts.Count > 0)
        {
            writer.Protocol("RequestedAuthnContext");
            writer.WriteAttributeString("Comparison", "exact");
            AuthnContexts.ToList().ForEach(context => writer.AssertionText("AuthnContextClassRef", context));
            writer.WriteEndElement();
        }
    }
}
