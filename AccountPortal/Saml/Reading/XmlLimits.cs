namespace AccountPortal.Saml.Reading;

/// <summary>How much a document may hold before any tree of it is built.</summary>
internal sealed record XmlLimits
{
    public static readonly XmlLimits Message = new() { Bytes = 256 * 1024, Elements = 2_500, Attributes = 5_000, NamespaceDeclarations = 6_000 };

    /// <summary>For metadata, which administrators fetch or upload.</summary>
    public static readonly XmlLimits Metadata = new() { Bytes = 1024 * 1024, Elements = 10_000, Attributes = 20_000, NamespaceDeclarations = 10_000, IsFile = true };

    /// <summary>
    /// The framework walks a tree by recursion, and a stack that overflows ends the process: cloning does at some 100,000 levels. SAML needs a dozen.
    /// </summary>
    public const int Depth = 32;

    public const int AttributesOfElement = 32;

    public const int AttributeLength = 64 * 1024;

    public const int NamespacesInScope = 64;

    public const int NamespaceLength = 256;

    /// <summary>
    /// The lengths of the namespaces of all elements and attributes together. Exclusive canonicalization writes a namespace out wherever an element
    /// is the first to use it: a long one, declared once and used often, would make megabytes of kilobytes.
    /// </summary>
    public const int NamespaceLengths = 512 * 1024;

    public required int Bytes { get; init; }

    public required int Elements { get; init; }

    /// <summary>Of all elements together, but for those that declare namespaces.</summary>
    public required int Attributes { get; init; }

    /// <summary>Many: some products declare the same two on every value of an attribute, and canonicalization does.</summary>
    public required int NamespaceDeclarations { get; init; }

    /// <summary>Files begin with byte order marks and hold people's comments (which are dropped before a tree is built); messages have no use for either.</summary>
    public bool IsFile { get; init; }
}
