using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.TwoFactor;

/// <summary>An administrator is to take the second factors off an account whose owner lost them. It waits, so that the owner can stop it.</summary>
public sealed class FactorReset
{
    public required Guid UserId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The administrator's account; it may be gone by now.</summary>
    public Guid? RequestedBy { get; init; }

    public required string Reason { get; init; }
}

internal sealed class FactorResetConfiguration : IEntityTypeConfiguration<FactorReset>
{
    public void Configure(EntityTypeBuilder<FactorReset> builder)
    {
        builder.ToTable("factor_resets");
        builder.HasKey(reset => reset.UserId);
        builder.HasIndex(reset => reset.DueAt);
        builder.HasOne<Account>().WithOne().HasForeignKey<FactorReset>(reset => reset.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
