using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Providers;

/// <summary>Our keys towards each provider, made when one is first needed.</summary>
public sealed class SamlKeys(PortalDbContext db, IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    private const int KeySize = 3072;
    private const int Years = 3;
    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.Saml.Keys");

    /// <summary>All of them with their private keys: the current one first, then the next, then those that only open what is still encrypted for them.</summary>
    public async Task<IReadOnlyList<SamlKeyPair>> OfAsync(Guid providerId, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(providerId, cancellationToken);
        if (!rows.Exists(row => row.State == SamlKey.Current))
        {
            await AddAsync(providerId, SamlKey.Current, cancellationToken);
            rows = await ReadAsync(providerId, cancellationToken);
        }

        return [.. rows.OrderBy(row => row.State switch { SamlKey.Current => 0, SamlKey.Next => 1, _ => 2 }).Select(Open)];
    }

    public async Task<X509Certificate2> CurrentAsync(Guid providerId, CancellationToken cancellationToken) => (await OfAsync(providerId, cancellationToken))[0].Certificate;

    /// <summary>Makes a key of that state, unless there is one: of nodes that race one wins.</summary>
    public async Task AddAsync(Guid providerId, string state, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        using var key = RSA.Create(KeySize);
        var request = new CertificateRequest($"CN={publicUrl.Root.Host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into saml_keys (id, provider_id, state, certificate, protected_key, created_at, not_after)
            values ({Guid.CreateVersion7(now)}, {providerId}, {state}, {certificate.RawData}, {protector.Protect(key.ExportPkcs8PrivateKey())}, {now}, {now.AddYears(Years)})
            on conflict do nothing
            """,
            cancellationToken);
    }

    private Task<List<SamlKey>> ReadAsync(Guid providerId, CancellationToken cancellationToken) =>
        db.SamlKeys.AsNoTracking().Where(key => key.ProviderId == providerId).ToListAsync(cancellationToken);

    private SamlKeyPair Open(SamlKey row)
    {
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(protector.Unprotect(row.ProtectedKey), out _);
        using var certificate = X509CertificateLoader.LoadCertificate(row.Certificate);
        return new(row.State, certificate.CopyWithPrivateKey(key));
    }
}

/// <summary>One of our certificates with its private key.</summary>
public sealed record SamlKeyPair(string State, X509Certificate2 Certificate);
