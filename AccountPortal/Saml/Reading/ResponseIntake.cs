using System.Globalization;
using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>A Response as a document: the message's rules, and one assertion at most, wherever another could hide.</summary>
internal static class ResponseIntake
{
    public static XmlElement Read(byte[] xml, Checklist checks)
    {
        var root = MessageIntake.Read(xml, "Response", checks);
        CheckCount(root, checks);
        return root;
    }

    /// <summary>By the local name alone, and anywhere: the grammar has been there before, and a hole in it must not become a second assertion.</summary>
    public static void CheckCount(XmlElement root, Checklist checks)
    {
        var direct = root.Assertions().Count();
        var anywhere = root.SelfAndDescendants().Skip(1).Count(element => element.LocalName is "Assertion" or "EncryptedAssertion" or "Response");
        checks.Require(SamlRefusal.AssertionCountWrong, direct == anywhere && direct <= 1, "one assertion, directly in the response", anywhere.ToString(CultureInfo.InvariantCulture));
    }

    public static IEnumerable<XmlElement> Assertions(this XmlElement response) =>
        response.ChildElements().Where(child => child.Is(SamlNames.Assertion, "Assertion") || child.Is(SamlNames.Assertion, "EncryptedAssertion"));
}
