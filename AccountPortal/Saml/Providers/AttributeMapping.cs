namespace AccountPortal.Saml.Providers;

/// <summary>Which of the provider's attributes say what; <c>null</c>: none does.</summary>
public sealed record AttributeMapping
{
    /// <summary>An attribute that never changes, to know people again by; <c>null</c> for the NameID.</summary>
    public string? AccountKey { get; init; }

    /// <summary>The person's address; <c>null</c> for the NameID.</summary>
    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Groups { get; init; }

    /// <summary>All of them, for the reader: each may come once only, and with one value unless it is a list.</summary>
    public IReadOnlyList<MappedAttribute> Attributes() =>
    [
        .. new[] { AccountKey, Email, DisplayName, FirstName, LastName }.OfType<string>().Distinct().Where(name => name != Groups).Select(name => new MappedAttribute(name)),
        .. Groups is null ? [] : new[] { new MappedAttribute(Groups, IsList: true) },
    ];
}
