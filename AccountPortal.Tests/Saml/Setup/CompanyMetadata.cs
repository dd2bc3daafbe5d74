using System.Security.Cryptography.X509Certificates;

namespace AccountPortal.Tests.Saml.Setup;

/// <summary>Metadata of companies, as their products write it.</summary>
internal static class CompanyMetadata
{
    private const string Bindings = "urn:oasis:names:tc:SAML:2.0:bindings:";

    /// <summary>Of the company of that name, signing with those keys.</summary>
    public static string Of(string company, params X509Certificate2[] keys) => Of($"https://idp.{company}.example/saml", $"https://idp.{company}.example/sso", keys);

    public static string Of(string entityId, string signInUrl, X509Certificate2[] keys) =>
        $"""
        <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="_m1" entityID="{entityId}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{string.Concat(keys.Select(Key))}<md:SingleLogoutService Binding="{Bindings}HTTP-Redirect" Location="{signInUrl}/out"/><md:SingleSignOnService Binding="{Bindings}HTTP-Redirect" Location="{signInUrl}"/><md:SingleSignOnService Binding="{Bindings}HTTP-POST" Location="{signInUrl}"/></md:IDPSSODescriptor></md:EntityDescriptor>
        """;

    public static string Several(params string[] entities) => $"""<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">{string.Concat(entities.Select((entity, at) => entity.Replace("\"_m1\"", $"\"_m{at}\"", StringComparison.Ordinal)))}</md:EntitiesDescriptor>""";

    public static string Signed(string metadata, X509Certificate2 key) => Signer.Sign(metadata, "_m1", new() { Key = key });

    private static string Key(X509Certificate2 key) =>
        $"<md:KeyDescriptor use=\"signing\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(key.RawData)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";
}
