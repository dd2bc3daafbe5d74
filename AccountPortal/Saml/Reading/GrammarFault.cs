using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>Names the refusal after what is out of place, and where: a second assertion, a moved signature and an unknown condition are three things.</summary>
internal static class GrammarFault
{
    public static SamlRefusedException Unexpected(XmlElement element) =>
        new(CodeOf(element, element.ParentNode as XmlElement), $"known elements in their places in {(element.ParentNode as XmlElement)?.LocalName ?? "the document"}", element.Name);

    public static SamlRefusedException Missing(XmlElement parent, GrammarPart part) =>
        new(CodeOf(null, parent), $"{string.Join(" or ", part.Names)} in {parent.LocalName}", null);

    public static SamlRefusedException Attribute(XmlElement element, string expected, string? got) =>
        new(CodeOf(null, element), $"{expected} in {element.LocalName}", got);

    public static void IfAny(XmlElement element, Func<XmlElement, bool> isForbidden, SamlRefusal refusal)
    {
        if (element.SelfAndDescendants().Skip(1).FirstOrDefault(isForbidden) is { } found)
        {
            throw new SamlRefusedException(refusal, $"nothing of SAML in {element.LocalName}", found.Name);
        }
    }

    private static SamlRefusal CodeOf(XmlElement? element, XmlElement? place) => (place?.NamespaceURI, place?.LocalName, element?.NamespaceURI, element?.LocalName) switch
    {
        (SamlNames.Signature, "Transforms" or "Transform", _, _) => SamlRefusal.SignatureTransformForbidden,
        (SamlNames.Encryption, _, _, _) or (SamlNames.Assertion, "EncryptedAssertion", _, _) => SamlRefusal.EncryptionShapeWrong,
        (SamlNames.Signature, "KeyInfo", SamlNames.Encryption, _) => SamlRefusal.EncryptionShapeWrong,
        (SamlNames.Signature, _, _, _) => SamlRefusal.SignatureShapeWrong,
        (_, _, SamlNames.Assertion or SamlNames.Protocol, "Assertion" or "EncryptedAssertion" or "Response") => SamlRefusal.AssertionCountWrong,
        (_, _, SamlNames.Signature, "Signature") => SamlRefusal.SignaturePositionWrong,
        (_, _, SamlNames.Signature, _) => SamlRefusal.SignatureShapeWrong,
        (_, _, SamlNames.Encryption, _) or (_, _, SamlNames.Assertion, "EncryptedID" or "EncryptedAttribute" or "NewEncryptedID") => SamlRefusal.EncryptionShapeWrong,
        (_, "Conditions", not null, _) => SamlRefusal.ConditionUnknown,
        (_, "AttributeValue", not null, _) => SamlRefusal.AttributeWrong,
        (_, _, SamlNames.Assertion or SamlNames.Protocol or SamlNames.Metadata or null, _) => SamlRefusal.StructureWrong,
        _ => SamlRefusal.ElementUnknown,
    };
}
