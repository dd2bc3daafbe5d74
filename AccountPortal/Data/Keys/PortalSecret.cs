using System.Collections.Concurrent;
using System.Security.Cryptography;
using AccountPortal.Security;
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
public sealed class PortalSecrets(IServiceScopeFactory scopes, IDataProtectionProvider protection)
{
    public const string CookieTag = "session-cookie-tag";
    public const string DeviceTag = "device-cookie-tag";
    public const string ThrottleNames = "throttle-names";
    public const string RecoveryCodes = "recovery-codes";
    public const string Tombstones = "tombstones";
    private const int Length = 32;
    private readonly Lock reading = new();
    private readonly Lock starting = new();
    private readonly ConcurrentDictionary<string, byte[]> known = new();
    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.PortalSecrets");
    private Task? loading;

    /// <summary>Whether all of them are in memory.</summary>
    public bool AreLoaded => loading?.IsCompletedSuccessfully == true;

    /// <summary>
    /// Reads all of them, and with them the key ring, which can only be read synchronously: on one thread of its own, however many ask. A burst of
    /// requests would otherwise block every thread of the pool. Throws where the database is away; who asks next tries again.
    /// </summary>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        lock (starting)
        {
            if (loading is null or { IsFaulted: true })
            {
                loading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            return loading.WaitAsync(cancellationToken);
        }

        void Read()
        {
            Get(CookieTag);
            Get(DeviceTag);
            Get(ThrottleNames);
            Get(RecoveryCodes);
            // Now and not with the first erasure: a backup from before it must have the same one.
            Get(Tombstones);
        }
    }

    /// <summary>The 256-bit secret of that name, from memory. A command that has not loaded them reads the database.</summary>
    public byte[] Get(string name)
    {
        if (known.TryGetValue(name, out var value))
        {
            return value;
        }

        lock (reading)
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
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await secrets.LoadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException || Outage.IsOne(exception))
        {
            // The first request tries again; until the database is there it is answered with 503.
            logger.LogWarning("The shared secrets could not be read: {Reason}", exception.GetBaseException().Message);
        }
        catch (CryptographicException)
        {
            throw new SettingsException("The keys in the database were encrypted with another file than the one that DataProtection:KeyEncryption names.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What a node has to have from the database before it can judge a request: the shared secrets, and the time.</summary>
internal sealed class Groundwork(PortalSecrets secrets, DatabaseClock clock, ClockHeartbeat heartbeat)
{
    public bool IsLaid => secrets.AreLoaded && clock.IsKnown;

    /// <summary>Gets what is missing, where the database was away when the portal started. Throws while it is.</summary>
    public async Task LayAsync(CancellationToken cancellationToken)
    {
        await secrets.LoadAsync(cancellationToken);
        await heartbeat.LearnAsync(cancellationToken);
    }
}

/// <summary>Keeps requests waiting until that is there.</summary>
internal sealed class GroundworkFirst(RequestDelegate next, Groundwork groundwork)
{
    public Task InvokeAsync(HttpContext context) => groundwork.IsLaid ? next(context) : LayAsync(context);

    private async Task LayAsync(HttpContext context)
    {
        await groundwork.LayAsync(context.RequestAborted);
        await next(context);
    }
}
