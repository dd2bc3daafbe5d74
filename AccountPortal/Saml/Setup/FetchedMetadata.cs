namespace AccountPortal.Saml.Setup;

/// <summary>What came of fetching: the document, or in words why there is none.</summary>
public sealed record FetchedMetadata(byte[]? Xml, string? Problem)
{
    public static FetchedMetadata Failed(string problem) => new(null, problem);
}
