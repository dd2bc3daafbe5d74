using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Setup;

/// <summary>An identity provider's product: what its console calls things, where they are found, and what it sends by itself.</summary>
public sealed record SamlProduct(string Id, string Name)
{
    /// <summary>Where in its console our values go.</summary>
    public required string OursAt { get; init; }

    public required string AcsLabel { get; init; }

    public required string EntityIdLabel { get; init; }

    /// <summary><c>null</c>: it has no such field.</summary>
    public string? LogoutLabel { get; init; }

    public required string CertificateLabel { get; init; }

    /// <summary>Whether it takes our metadata as a whole, so that nothing has to be typed.</summary>
    public bool TakesMetadata { get; init; }

    /// <summary>Where in its console its metadata is.</summary>
    public required string TheirsAt { get; init; }

    public string? MetadataUrlExample { get; init; }

    public string? NameIdFormat { get; init; }

    public AttributeMapping Mapping { get; init; } = new() { Email = "email", FirstName = "firstName", LastName = "lastName", Groups = "groups" };

    /// <summary>What else has to be done there.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
