namespace AccountPortal.Tests.EndToEnd;

/// <summary>Tests in the real browser run one after the other: it alone keeps the machine busy.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumCollection : ICollectionFixture<PortalApp>
{
    public const string Name = "Chromium";
}
