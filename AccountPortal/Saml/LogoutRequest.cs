using System.Xml;
using AccountPortal.Saml.Reading;
using AccountPortal.Saml.Writing;

namespace AccountPortal.Saml;

/// <summary>Asks an identity provider to end somebody's session with it (SAML Core 2.0, 3.7.1).</summary>
public sealed record LogoutRequest : OutgoingMessage
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>As the assertion had it, qualifiers and all.</summary>
    public required NameId NameId { get; init; }

    public IReadOnlyList<string> SessionIndexes { get; init; } = [];

    internal override bool IsResponse => false;

    internal override byte[] ToXml() => SamlWriter.Write(Write);

    private void Write(XmlWriter writer)
    {
        writer.Head("LogoutRequest", Id, IssuedAt, Destination);
        writer.WriteAttributeString("NotOnOrAfter", Instants.Write(IssuedAt + Lifetime));
        writer.Issuer(Issuer);
        writer.NameId(NameId);
        SessionIndexes.ToList().ForEach(index => writer.ProtocolText("SessionIndex", index));
        writer.WriteEndElement();
    }
}
