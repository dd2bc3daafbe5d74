using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// The attributes (SAML Core 2.0, 2.7.3). One that something is taken from must come once: of two, each reader would choose its own, and roles
/// hang on it.
/// </summary>
internal static class AttributeCheck
{
    private const int Most = 200;
    private const int MostValues = 2_000;
    private const int LongestName = 512;
    private const int LongestValue = 8_192;

    public static IReadOnlyList<SamlAttribute> Run(XmlElement assertion, ExpectedResponse expected, Checklist checks)
    {
        var statements = assertion.Children(SamlNames.Assertion, "AttributeStatement").ToList();
        checks.Require(SamlRefusal.AttributeWrong, statements.Count <= 1, "at most one statement of attributes", $"{statements.Count}");
        var attributes = statements.SelectMany(statement => statement.Children(SamlNames.Assertion, "Attribute")).Select(Read).ToList();
        checks.Require(SamlRefusal.AttributeWrong, attributes.Count <= Most && attributes.All(IsWithinLimits), $"at most {Most} attributes, {MostValues} values each, {LongestValue} characters", $"{attributes.Count}");
        foreach (var mapped in expected.MappedAttributes)
        {
            CheckMapped(mapped, [.. attributes.Where(attribute => attribute.Name == mapped.Name)], checks);
        }

        return attributes;
    }

    private static void CheckMapped(MappedAttribute mapped, List<SamlAttribute> found, Checklist checks)
    {
        var isOnce = found.Count <= 1 && (mapped.IsList || found.All(attribute => attribute.Values.Count <= 1));
        checks.Require(
            SamlRefusal.AttributeDuplicated,
            isOnce,
            mapped.IsList ? $"{mapped.Name} once" : $"{mapped.Name} once, with one value",
            $"{found.Count}, with {found.Sum(attribute => attribute.Values.Count)} values");
    }

    private static bool IsWithinLimits(SamlAttribute attribute) =>
        attribute.Name.Length is > 0 and <= LongestName && attribute.Values.Count <= MostValues && attribute.Values.All(value => value is null or { Length: <= LongestValue });

    private static SamlAttribute Read(XmlElement attribute) => new(
        attribute.Attribute("Name")!,
        attribute.Attribute("FriendlyName"),
        [.. attribute.Children(SamlNames.Assertion, "AttributeValue").Select(Value)]);

    private static string? Value(XmlElement value) => value.GetAttribute("nil", SamlNames.Xsi) is "true" or "1" ? null : value.Text();
}
