using AccountPortal.Accounts;
using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Entry;

/// <summary>Whom an assertion is about, by the provider's mapping.</summary>
/// <param name="Key">The provider's lasting name for the person.</param>
/// <param name="Email">An address; whose domain it is has been checked.</param>
/// <param name="DisplayName"><c>null</c> where the mapping says nothing of it.</param>
/// <param name="Groups"><c>null</c> where the mapping says nothing of them.</param>
public sealed record SamlPerson(string Key, string Email, string? DisplayName, string[]? Groups)
{
    private const int LongestKey = 256;
    private const int MostGroups = 1000;

    /// <summary>Reads the person. The refusal says what of them is missing.</summary>
    public static (SamlPerson? Person, SamlRefusal? Refusal) Read(SamlProvider provider, Assertion assertion) => Read(provider.Mapping, assertion.NameId, assertion.Attributes);

    /// <summary>The same of what a test has brought.</summary>
    public static (SamlPerson? Person, SamlRefusal? Refusal) Read(AttributeMapping mapping, NameId nameId, IReadOnlyList<SamlAttribute> attributes)
    {
        var value = mapping.AccountKey is null ? nameId.Value : Value(attributes, mapping.AccountKey);
        // Nobody would be found again by the one, and the other is no name.
        if (string.IsNullOrWhiteSpace(value) || value.Length > LongestKey || (mapping.AccountKey is null && nameId.Format == NameIdFormats.Transient))
        {
            return (null, SamlRefusal.AccountKeyMissing);
        }

        if (!EmailAddress.TryParse(mapping.Email is null ? nameId.Value : Value(attributes, mapping.Email), out var email))
        {
            return (null, SamlRefusal.EmailMissing);
        }

        // A name of one kind is never one of another, however they are spelt.
        var key = mapping.AccountKey is null ? $"name-id {nameId.Format ?? NameIdFormats.Unspecified} {value}" : $"attribute {mapping.AccountKey} {value}";
        return key.Length > SamlIdentity.KeyLength ? (null, SamlRefusal.AccountKeyMissing) : (new(key, email.Value, Name(mapping, attributes), GroupsOf(mapping, attributes)), null);
    }

    /// <summary>
    /// Whether a name that the company had for somebody is of the kind that it has now: then whoever has another value is somebody else. Where the kind was changed
    /// it says nothing.
    /// </summary>
    public bool IsKindOf(string formerKey, AttributeMapping mapping)
    {
        var kind = mapping.AccountKey is { } attribute ? $"attribute {attribute}" : string.Join(' ', Key.Split(' ').Take(2));
        return formerKey.StartsWith(kind + " ", StringComparison.Ordinal);
    }

    private static string? Name(AttributeMapping mapping, IReadOnlyList<SamlAttribute> attributes)
    {
        var parts = new[] { Value(attributes, mapping.FirstName), Value(attributes, mapping.LastName) }.Where(part => !string.IsNullOrWhiteSpace(part));
        var name = (Value(attributes, mapping.DisplayName) ?? string.Join(' ', parts)).Trim();
        return name.Length is > 0 and <= Account.DisplayNameLength && !name.Any(char.IsControl) ? name : null;
    }

    private static string[]? GroupsOf(AttributeMapping mapping, IReadOnlyList<SamlAttribute> attributes) => mapping.Groups is null
        ? null
        : [.. attributes.Where(attribute => attribute.Name == mapping.Groups).SelectMany(attribute => attribute.Values).OfType<string>().Distinct().Take(MostGroups)];

    private static string? Value(IReadOnlyList<SamlAttribute> attributes, string? name) =>
        name is null ? null : attributes.FirstOrDefault(attribute => attribute.Name == name)?.Values is [{ } value, ..] ? value.Trim() : null;
}
