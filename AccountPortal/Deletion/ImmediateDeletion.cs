using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Deletion;

/// <summary>An administrator wants an account erased at once; it waits for a second one to agree.</summary>
public sealed class ImmediateDeletion
{
    public required Guid UserId { get; init; }

    /// <summary>The administrator who asked; the one who agrees must be another.</summary>
    public required Guid RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required string Reason { get; init; }
}

internal sealed class ImmediateDeletionConfiguration : IEntityTypeConfiguration<ImmediateDeletion>
{
    public void Configure(EntityTypeBuilder<ImmediateDeletion> builder)
    {
        builder.ToTable("immediate_deletions");
        builder.HasKey(deletion => deletion.UserId);
        builder.HasIndex(deletion => deletion.RequestedBy);
        builder.HasOne<Account>().WithOne().HasForeignKey<ImmediateDeletion>(deletion => deletion.UserId).OnDelete(DeleteBehavior.Cascade);
        // Who asked and is gone can no longer be told from who agrees.
        builder.HasOne<Account>().WithMany().HasForeignKey(deletion => deletion.RequestedBy).OnDelete(DeleteBehavior.Cascade);
    }
}
