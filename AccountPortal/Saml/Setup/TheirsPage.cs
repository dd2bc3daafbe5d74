namespace AccountPortal.Saml.Setup;

/// <summary>The page of a company's side.</summary>
public sealed record TheirsPage(ProviderPage Page)
{
    public required MetadataForm Metadata { get; init; }

    public required TheirsForm ByHand { get; init; }

    /// <summary>The form by hand is what was sent: it is open.</summary>
    public bool IsByHand { get; init; }

    /// <summary>The providers of a document that holds several.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>A file that was uploaded, to be sent again as text with a choice.</summary>
    public string? Uploaded { get; init; }

    /// <summary>What the daily reading holds back.</summary>
    public MetadataPreview? Pending { get; init; }
}
