using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>Whom the assertion is about (SAML Core 2.0, 2.4.1): one NameID, in a form that finds the same person again.</summary>
internal static class SubjectCheck
{
    private const int Longest = 256;

    public static NameId Name(XmlElement subject, ExpectedResponse expected, Checklist checks)
    {
        var nameId = Read(subject.Child(SamlNames.Assertion, "NameID") ?? throw new SamlRefusedException(SamlRefusal.SubjectWrong, "one NameID", null), checks);
        var formats = expected.NameIdFormats.Where(format => format != NameIdFormats.Transient).ToList();
        // Without a format it is unspecified (SAML Core 2.0, 8.3.1).
        checks.Require(SamlRefusal.NameIdFormatForbidden, formats.Contains(nameId.Format ?? NameIdFormats.Unspecified), string.Join(", ", formats), nameId.Format ?? NameIdFormats.Unspecified);
        CheckQualifiers(nameId, expected, checks);
        return nameId;
    }

    /// <summary>A NameID with a value that can be told from others: no blanks around it, no markup in it.</summary>
    public static NameId Read(XmlElement element, Checklist checks)
    {
        var value = element.Text();
        checks.Require(SamlRefusal.SubjectWrong, value.Length is >= 1 and <= Longest && value.Trim() == value && !value.Any(char.IsControl), $"one NameID of 1 to {Longest} characters", value);
        return new(value, element.Attribute("Format"), element.Attribute("NameQualifier"), element.Attribute("SPNameQualifier"));
    }

    private static void CheckQualifiers(NameId nameId, ExpectedResponse expected, Checklist checks)
    {
        if (nameId is { NameQualifier: null, SpNameQualifier: null })
        {
            return;
        }

        var isOurs = nameId.SpNameQualifier is null || string.Equals(nameId.SpNameQualifier, expected.EntityId, StringComparison.Ordinal);
        var isTheirs = nameId.NameQualifier is null || string.Equals(nameId.NameQualifier, expected.Issuer, StringComparison.Ordinal);
        checks.Require(SamlRefusal.NameIdQualifierWrong, isOurs && isTheirs, $"{expected.Issuer}, {expected.EntityId}", $"{nameId.NameQualifier ?? "none"}, {nameId.SpNameQualifier ?? "none"}");
    }
}
