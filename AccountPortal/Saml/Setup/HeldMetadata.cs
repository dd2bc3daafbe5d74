using System.Text;
using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Setup;

/// <summary>Metadata of a provider that is known already, as the daily reading brought it.</summary>
internal static class HeldMetadata
{
    public static ProviderMetadata? Read(MetadataReader reader, SamlProvider provider, string xml) => Read(reader, provider, Encoding.UTF8.GetBytes(xml)).Metadata;

    /// <summary>The provider of our entity id; where it is not in the document, the only one there is, which calls itself something else now.</summary>
    public static MetadataOutcome Read(MetadataReader reader, SamlProvider provider, byte[] xml)
    {
        TrustedCertificate[]? pinned = provider.MetadataSigner is { } signer ? [TrustedCertificate.Read(signer)] : null;
        var outcome = reader.Read(xml, provider.EntityId, pinned);
        return outcome is { Refusal: SamlRefusal.MetadataEntityWrong, EntityIds.Count: 1 } ? reader.Read(xml, null, pinned) : outcome;
    }

    /// <summary>It goes on being read from where it is read.</summary>
    public static TheirSide Side(ProviderMetadata metadata, SamlProvider provider) =>
        TheirSide.Of(metadata, provider) with { MetadataUrl = provider.MetadataUrl, MetadataSigner = provider.MetadataSigner };
}
