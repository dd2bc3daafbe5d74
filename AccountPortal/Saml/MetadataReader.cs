using AccountPortal.Saml.Reading;

namespace AccountPortal.Saml;

/// <summary>
/// Reads an identity provider's metadata with the same hardened XML as messages. It fetches nothing. It never throws, whatever it is given; for any
/// number of threads. In development a provider on this machine may use http.
/// </summary>
public sealed class MetadataReader(TimeProvider clock, bool isDevelopment = false)
{
    /// <summary>
    /// <paramref name="entityId"/> chooses among several providers. With <paramref name="pinned"/> certificates the document has to be signed with
    /// one of them, and only what was signed is read.
    /// </summary>
    public MetadataOutcome Read(byte[] xml, string? entityId = null, IReadOnlyList<TrustedCertificate>? pinned = null)
    {
        var checks = new Checklist();
        var now = clock.GetUtcNow();
        var document = checks.Run(() => MetadataIntake.Read(xml, pinned, now, checks));
        var metadata = document is null ? null : checks.Run(() => document.Choose(entityId, isDevelopment, now, checks));
        return new()
        {
            Checks = checks.Results,
            Refusal = checks.Refusal,
            Fault = checks.Fault,
            Metadata = metadata,
            EntityIds = document?.EntityIds ?? [],
        };
    }
}
