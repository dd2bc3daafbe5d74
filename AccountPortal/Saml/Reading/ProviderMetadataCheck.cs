using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>One identity provider's entity (SAML Metadata 2.0, 2.3.2 and 2.4.3).</summary>
internal sealed class ProviderMetadataCheck(XmlElement entity, bool isDevelopment, DateTimeOffset now, Checklist checks)
{
    private const int LongestEntityId = 1024;

    public ProviderMetadata Run()
    {
        var entityId = entity.Attribute("entityID")!;
        checks.Require(SamlRefusal.MetadataEntityWrong, entityId.Length is > 0 and <= LongestEntityId && entityId.Trim() == entityId, $"an entity id of 1 to {LongestEntityId} characters", entityId);
        var validUntil = CheckValidity();
        var role = Role();
        var signIn = Endpoints(role, "SingleSignOnService");
        checks.Require(SamlRefusal.MetadataEndpointMissing, signIn.ByRedirect is not null || signIn.ByPost is not null, "a SingleSignOnService by HTTP-Redirect or HTTP-POST", signIn.ToString());
        var logout = Endpoints(role, "SingleLogoutService");
        return new()
        {
            EntityId = entityId,
            SignInByRedirect = signIn.ByRedirect,
            SignInByPost = signIn.ByPost,
            LogoutByRedirect = logout.ByRedirect,
            LogoutByPost = logout.ByPost,
            Certificates = Certificates(role),
            NameIdFormats = [.. role.Children(SamlNames.Metadata, "NameIDFormat").Select(format => format.Text().Trim())],
            WantsSignedRequests = role.Attribute("WantAuthnRequestsSigned") is "true" or "1",
            ValidUntil = validUntil,
            CacheDuration = Around(role).Select(element => Duration(element.Attribute("cacheDuration"))).Where(duration => duration is not null).Min(),
        };
    }

    // Whatever encloses the role may limit it.
    private DateTimeOffset? CheckValidity()
    {
        var ends = Around(Role()).Select(element => element.Attribute("validUntil")).Where(end => end is not null).Select(end => (Text: end, At: Instants.Read(end))).ToList();
        var isExpired = ends.Any(end => end.At is null || end.At <= now);
        checks.Require(SamlRefusal.MetadataExpired, !isExpired, $"after {Instants.Write(now)}, or no end", ends.Count == 0 ? "no end" : string.Join(", ", ends.Select(end => end.Text)));
        return ends.Min(end => end.At);
    }

    private XmlElement Role()
    {
        var roles = entity.Children(SamlNames.Metadata, "IDPSSODescriptor")
            .Where(role => role.Attribute("protocolSupportEnumeration")!.Split(' ').Contains(SamlNames.Protocol, StringComparer.Ordinal)).ToList();
        return roles.Count == 1 ? roles[0] : throw new SamlRefusedException(SamlRefusal.MetadataRoleMissing, "one IDPSSODescriptor for SAML 2.0", $"{roles.Count}");
    }

    private BindingPair Endpoints(XmlElement role, string name)
    {
        var all = role.Children(SamlNames.Metadata, name).Where(endpoint => endpoint.Attribute("Binding") is SamlNames.RedirectBinding or SamlNames.PostBinding).ToList();
        var insecure = all.SelectMany(endpoint => new[] { endpoint.Attribute("Location"), endpoint.Attribute("ResponseLocation") }).FirstOrDefault(location => location is not null && !ProviderLocation.IsFine(location, isDevelopment));
        checks.Require(SamlRefusal.MetadataEndpointInsecure, insecure is null, $"https for each {name}", insecure ?? "https");
        return new(First(all, SamlNames.RedirectBinding), First(all, SamlNames.PostBinding));
    }

    private static ProviderEndpoint? First(List<XmlElement> endpoints, string binding) =>
        endpoints.Find(endpoint => endpoint.Attribute("Binding") == binding) is { } endpoint ? new(endpoint.Attribute("Location")!, endpoint.Attribute("ResponseLocation")) : null;

    /// <summary>Keys that are for signing or for everything. Of a chain only the first certificate is the provider's own.</summary>
    private List<TrustedCertificate> Certificates(XmlElement role)
    {
        var texts = role.Children(SamlNames.Metadata, "KeyDescriptor")
            .Where(key => key.Attribute("use") is null or "signing")
            .SelectMany(key => key.Child(SamlNames.Signature, "KeyInfo")!.Children(SamlNames.Signature, "X509Data"))
            .Select(found => found.Children(SamlNames.Signature, "X509Certificate").FirstOrDefault()?.Text())
            .OfType<string>();
        var (certificates, faults) = (new List<TrustedCertificate>(), new List<string>());
        foreach (var text in texts)
        {
            try
            {
                certificates.Add(TrustedCertificate.Read(WireText.Base64(text, SamlRefusal.MetadataKeyMissing)));
            }
            catch (FormatException unusable)
            {
                faults.Add(unusable.Message);
            }
        }

        // A bare key or the name of one says nothing that could be compared with the provider's console.
        checks.Require(SamlRefusal.MetadataKeyMissing, certificates.Count > 0, "an X.509 certificate with an RSA key for signing", faults.Count > 0 ? string.Join(' ', faults) : $"{certificates.Count}");
        return [.. certificates.DistinctBy(certificate => certificate.Thumbprint)];
    }

    private static IEnumerable<XmlElement> Around(XmlElement role)
    {
        for (var element = role; element is not null; element = element.ParentNode as XmlElement)
        {
            yield return element;
        }
    }

    private static TimeSpan? Duration(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            return null;
        }
    }

    private sealed record BindingPair(ProviderEndpoint? ByRedirect, ProviderEndpoint? ByPost);
}
