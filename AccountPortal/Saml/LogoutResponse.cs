using System.Xml;
using AccountPortal.Saml.Writing;

namespace AccountPortal.Saml;

/// <summary>Tells an identity provider what became of its LogoutRequest (SAML Core 2.0, 3.7.2).</summary>
public sealed record LogoutResponse : OutgoingMessage
{
    private const string Requester = "urn:oasis:names:tc:SAML:2.0:status:Requester";

    /// <summary>The request's id.</summary>
    public required string InResponseTo { get; init; }

    public bool IsSuccess { get; init; } = true;

    internal override bool IsResponse => true;

    internal override byte[] ToXml() => SamlWriter.Write(Write);

    private void Write(XmlWriter writer)
    {
        writer.Head("LogoutResponse", Id, IssuedAt, Destination);
        writer.WriteAttributeString("InResponseTo", InResponseTo);
        writer.Issuer(Issuer);
        writer.Protocol("Status");
        writer.Protocol("StatusCode");
        writer.WriteAttributeString("Value", IsSuccess ? SamlNames.Success : Requester);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}
