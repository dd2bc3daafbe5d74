using System.Security.Cryptography;
using System.Text.Json;
using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Setup;

/// <summary>
/// "Exactly this configuration" of a provider, as a hash of everything that a test sign-in depends on: whom it trusts, where it sends people, how it reads
/// what comes. Where two are equal, a test of the one holds for the other. <see cref="ProviderChange"/> raises the provider's version with each change of it.
/// </summary>
public static class ConfigurationFingerprint
{
    public static string Of(SamlProvider provider, IEnumerable<string> thumbprints) => Hash(ProviderFacts.Of(provider, thumbprints).Where(fact => fact.IsTested));

    /// <summary>What a page showed of those parts: whoever saves it meanwhile has changed it.</summary>
    public static string Of(IEnumerable<ProviderFact> facts, params ProviderPart[] parts) => Hash(facts.Where(fact => parts.Contains(fact.Part)));

    // As JSON: values hold what they like, and none reads like two.
    private static string Hash(IEnumerable<ProviderFact> facts) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(facts.Select(fact => new[] { fact.Key, fact.Value }))));
}
