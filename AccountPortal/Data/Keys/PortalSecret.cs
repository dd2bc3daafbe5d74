using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

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
public sealed class PortalSecrets(IServiceScopeFactory scopes, IDataProtectionProvider protection)
{
    private const int Length = 32;
    private readonly ConcurrentDictionary<string, byte[]> known = new();
    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.PortalSecrets");

    /// <summary>The 256-bit secret of that name. Reads the database once per process, then memory.</summary>
    public byte[] Get(string name) => known.GetOrAdd(name, Load);

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
