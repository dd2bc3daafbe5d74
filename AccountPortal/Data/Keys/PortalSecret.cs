using System.Collections.Concurrent;
using System.Security.Cryptography;
using AccountPortal.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace AccountPortal.Data.Keys;

/// <summary>A lasting secret that all nodes share (the key of the cookie's tag, of throttle names), protected by the data-protection ring.</summary>
public sealed class PortalSecret
{
    public required string Name { get; init; }

    public required byte[] ProtectedValue { get; init; }
}

internal sealed class PortalSecretConfiguration : IEntityTypeConfiguration<PortalSecret>
{
    public void Configure(EntityTypeBuilder<PortalSecret> builder)
    {
        builder.ToTable("portal_secrets");
        builder.HasKey(secret => secret.Name);
    }
}

/// <summary>Hands out the shared secrets; the first node to ask for one makes it.</summary>
/// <remarks>
/// Loading reads the database synchronously. <see cref="SecretsAtStart"/> does it before there are requests, and one thread at a time:
/// a burst of first requests would block every thread of the pool, and none would be left to give a connection back.
/// </remarks>
public sealed class PortalSecrets(IServiceScopeFactory scopes, IDataProtectionProvider protection)
{
    public const string CookieTag = "session-cookie-tag";
    public const string ThrottleNames = "throttle-names";
    private const int Length = 32;
    private readonly Lock loading = new();
    private readonly ConcurrentDictionary<string, byte[]> known = new();
    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.PortalSecrets");

    /// <summary>The 256-bit secret of that name. Reads the database once per process, then memory.</summary>
    public byte[] Get(string name)
    {
        if (known.TryGetValue(name, out var value))
        {
            return value;
        }

        lock (loading)
        {
            return known.GetOrAdd(name, Load);
        }
    }

    private byte[] Load(string name)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        if (Find() is not { } value)
        {
            // Two nodes may get here together: the first row stays, and both read it.
            var fresh = protector.Protect(RandomNumberGenerator.GetBytes(Length));
            db.Database.ExecuteSql($"insert into portal_secrets (name, protected_value) values ({name}, {fresh}) on conflict do nothing");
            value = Find()!;
        }

        return protector.Unprotect(value);

        byte[]? Find() => db.PortalSecrets.Where(secret => secret.Name == name).Select(secret => secret.ProtectedValue).SingleOrDefault();
    }
}

/// <summary>Loads the secrets before the first request.</summary>
internal sealed class SecretsAtStart(PortalSecrets secrets, ILogger<SecretsAtStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            secrets.Get(PortalSecrets.CookieTag);
            secrets.Get(PortalSecrets.ThrottleNames);
        }
        catch (NpgsqlException exception)
        {
            // The first request that needs them tries again; until the database is there it is answered with 503.
            logger.LogWarning("The shared secrets could not be read: {Reason}", exception.Message);
        }
        catch (CryptographicException)
        {
            throw new SettingsException("The keys in the database were encrypted with another file than the one that DataProtection:KeyEncryption names.");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
