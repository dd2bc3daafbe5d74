using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Devices;

/// <summary>
/// A browser that this account has used. It is found by a long-lived cookie of its own; the database holds the hash (P1).
/// A browser update or a new address does not make it another device.
/// </summary>
public sealed class KnownDevice
{
    public const int NameLength = 60;

    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>SHA-256 of the key in the device cookie.</summary>
    public required byte[] KeyHash { get; set; }

    /// <summary>The key before the last rotation; it stays good until the new one was seen, for an answer may get lost on its way.</summary>
    public byte[]? PreviousKeyHash { get; set; }

    /// <summary>What the person calls it ("Kitchen laptop").</summary>
    public string? Name { get; set; }

    public required string Browser { get; set; }

    public required string Os { get; set; }

    public required string DeviceType { get; set; }

    /// <summary>"Firefox on Windows".</summary>
    public required string DeviceName { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Until when a sign-in from it needs no second factor, because the owner said so. It needs the cookie, as all trust does.</summary>
    public DateTimeOffset? TrustedUntil { get; set; }

    /// <summary>When the owner said that a sign-in from it wasn't theirs: it is never again taken for known.</summary>
    public DateTimeOffset? DistrustedAt { get; set; }
}

internal sealed class KnownDeviceConfiguration : IEntityTypeConfiguration<KnownDevice>
{
    public void Configure(EntityTypeBuilder<KnownDevice> builder)
    {
        builder.ToTable("known_devices");
        builder.Property(device => device.Name).HasMaxLength(KnownDevice.NameLength);
        builder.HasIndex(device => new { device.UserId, device.KeyHash }).IsUnique();
        // One browser, several accounts: the key rotates for all of them together.
        builder.HasIndex(device => device.KeyHash);
        builder.HasIndex(device => device.PreviousKeyHash).HasFilter("previous_key_hash is not null");
        builder.HasIndex(device => device.LastSeenAt);
        builder.HasOne<Account>().WithMany().HasForeignKey(device => device.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
