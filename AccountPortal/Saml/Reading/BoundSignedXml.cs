using System.Security.Cryptography.Xml;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// The framework's XML Signature, bound to one element: whatever the reference says, that element is what gets digested. Left alone it looks for
/// the first element with an Id, id or ID of that value, and an attacker puts the signed original where it looks and a forgery where we read.
/// </summary>
internal sealed class BoundSignedXml : SignedXml
{
    private readonly XmlElement element;

    public BoundSignedXml(XmlElement element)
        : base(element)
    {
        this.element = element;
        SafeCanonicalizationMethods.Clear();
        SafeCanonicalizationMethods.Add(SamlNames.ExclusiveC14N);
    }

    public override XmlElement? GetIdElement(XmlDocument? document, string idValue) =>
        string.Equals(idValue, element.Attribute("ID"), StringComparison.Ordinal) ? element : null;
}
