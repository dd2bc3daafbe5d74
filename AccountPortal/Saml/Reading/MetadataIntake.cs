using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>A metadata document: one EntityDescriptor, or a list of them (SAML Metadata 2.0, 2.3).</summary>
internal sealed class MetadataIntake
{
    private readonly XmlElement root;
    private readonly List<XmlElement> providers;

    private MetadataIntake(XmlElement root)
    {
        this.root = root;
        providers = [.. root.SelfAndDescendants().Where(element => element.Is(SamlNames.Metadata, "EntityDescriptor") && element.Children(SamlNames.Metadata, "IDPSSODescriptor").Any())];
    }

    public IReadOnlyList<string> EntityIds => [.. providers.Select(entity => entity.Attribute("entityID")!)];

    public static MetadataIntake Read(byte[] xml, IReadOnlyList<TrustedCertificate>? pinned, DateTimeOffset now, Checklist checks)
    {
        var root = XmlIntake.Read(xml, XmlLimits.Metadata);
        checks.Passed(SamlRefusal.NotWellFormed, "UTF-8, well-formed, within the limits, identifiers once each", $"{xml.Length} bytes");
        var isMetadata = root.Is(SamlNames.Metadata, "EntityDescriptor") || root.Is(SamlNames.Metadata, "EntitiesDescriptor");
        checks.Require(SamlRefusal.RootWrong, isMetadata, "EntityDescriptor or EntitiesDescriptor", $"{root.LocalName} in {root.NamespaceURI}");
        MetadataGrammar.Of.Check(root);
        checks.Passed(SamlRefusal.StructureWrong, "known elements in their places", "those");
        return new(pinned is null ? root : Verify(root, pinned, now, checks));
    }

    /// <summary>Throws the refusal where there is no such provider, or several and none is chosen.</summary>
    public ProviderMetadata Choose(string? entityId, bool isDevelopment, DateTimeOffset now, Checklist checks)
    {
        checks.Require(SamlRefusal.MetadataRoleMissing, providers.Count > 0, "an identity provider", providers.Count == 0 ? "none" : $"{providers.Count}");
        var chosen = entityId is null ? providers : providers.FindAll(entity => string.Equals(entity.Attribute("entityID"), entityId, StringComparison.Ordinal));
        checks.Require(SamlRefusal.MetadataEntityWrong, chosen.Count == 1, entityId ?? "one identity provider, or a choice among them", string.Join(", ", EntityIds));
        return new ProviderMetadataCheck(chosen[0], isDevelopment, now, checks).Run();
    }

    private static XmlElement Verify(XmlElement root, IReadOnlyList<TrustedCertificate> pinned, DateTimeOffset now, Checklist checks)
    {
        checks.Require(SamlRefusal.NoTrustedCertificate, pinned.Count > 0, "at least one certificate to verify with", $"{pinned.Count}");
        var signature = root.Child(SamlNames.Signature, "Signature");
        checks.Require(SamlRefusal.SignatureMissing, signature is not null, "signed metadata", signature is null ? "no signature" : "that");
        return new SignatureCheck(pinned, XmlLimits.Metadata, MetadataGrammar.Of, checks).Verify(root, signature!, now).Element;
    }
}
