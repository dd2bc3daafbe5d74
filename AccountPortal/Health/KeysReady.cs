using System.Security.Cryptography;
using AccountPortal.Data.Keys;
using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AccountPortal.Health;

/// <summary>
/// The key ring opens. Without the shared secrets, which it protects, no cookie can be judged: such a node is not ready. A single key in the table that cannot be
/// read is the same for every node, and what the others protect still opens: that is said, and takes nobody away.
/// </summary>
internal sealed class KeysReady(PortalSecrets secrets, IKeyManager keys, IDataProtectionProvider protection, TimeProvider clock) : IHealthCheck
{
    private static readonly byte[] Sample = "readiness"u8.ToArray();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await secrets.LoadAsync(cancellationToken);
            var protector = protection.CreateProtector("AccountPortal.Health");
            protector.Unprotect(protector.Protect(Sample));
            // Read synchronously, by the framework.
            return await Task.Run(AreAllReadable, cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("A key in the table cannot be opened with the file that DataProtection:KeyEncryption names.");
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            // What is in memory goes on; that the database is away is said beside this.
            return secrets.AreLoaded ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("They could not be read yet: the database is away.");
        }
        catch (CryptographicException)
        {
            return HealthCheckResult.Unhealthy("They cannot be opened with the file that DataProtection:KeyEncryption names.");
        }
    }

    private bool AreAllReadable()
    {
        var now = clock.GetUtcNow();
        return keys.GetAllKeys().Where(key => !key.IsRevoked && key.ExpirationDate > now).All(IsReadable);
    }

    private static bool IsReadable(IKey key)
    {
        try
        {
            return key.CreateEncryptor() is not null;
        }
        catch (Exception)
        {
            // Another file's, damaged, or of a kind that this version does not know: for whoever needs it, it is not there.
            return false;
        }
    }
}
