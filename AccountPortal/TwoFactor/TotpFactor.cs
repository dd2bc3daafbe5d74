using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.TwoFactor;

/// <summary>
/// An account's authenticator app (RFC 6238). Identity would keep the key in plain text and take a code twice; here the key is encrypted and
/// the time step of the last code is on the row.
/// </summary>
public sealed class TotpFactor
{
    public required Guid UserId { get; init; }

    /// <summary>The key, encrypted by the data-protection ring (P1).</summary>
    public required byte[] ProtectedKey { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>When a first code showed that the app has the key; until then it counts for nothing.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The time step of the newest code that was accepted: no code of it or before it is accepted again.</summary>
    public long LastStep { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class TotpFactorConfiguration : IEntityTypeConfiguration<TotpFactor>
{
    public void Configure(EntityTypeBuilder<TotpFactor> builder)
    {
        builder.ToTable("totp_factors");
        builder.HasKey(factor => factor.UserId);
        builder.HasOne<Account>().WithOne().HasForeignKey<TotpFactor>(factor => factor.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
