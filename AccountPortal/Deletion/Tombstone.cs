using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Deletion;

/// <summary>
/// An account was erased. Keyed hashes alone: whoever reads the row learns neither the address nor the id, and a backup that brings the account back can
/// be told from somebody who signed up anew.
/// </summary>
public sealed class Tombstone
{
    public required Guid Id { get; init; }

    public required DateTimeOffset ErasedAt { get; init; }

    /// <summary>HMAC-SHA-256 of the normalized address.</summary>
    public required byte[] AddressHash { get; init; }

    /// <summary>HMAC-SHA-256 of the account's id: an account that had another address when the backup was taken is found by it.</summary>
    public required byte[] AccountHash { get; init; }

    public required string Cause { get; init; }
}

internal sealed class TombstoneConfiguration : IEntityTypeConfiguration<Tombstone>
{
    public void Configure(EntityTypeBuilder<Tombstone> builder)
    {
        builder.ToTable("tombstones");
        builder.HasIndex(stone => stone.AccountHash).IsUnique();
        builder.HasIndex(stone => stone.AddressHash);
        builder.HasIndex(stone => stone.ErasedAt);
    }
}
