using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Passkeys;

/// <summary>A challenge that a passkey has answered: the same answer does not work again (WebAuthn, 13.4.3).</summary>
public sealed class SpentChallenge
{
    /// <summary>SHA-256 of the challenge.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When the challenge is over anyway, and the row may go.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class SpentChallengeConfiguration : IEntityTypeConfiguration<SpentChallenge>
{
    public void Configure(EntityTypeBuilder<SpentChallenge> builder)
    {
        builder.ToTable("spent_challenges");
        builder.HasKey(challenge => challenge.Hash);
        builder.HasIndex(challenge => challenge.ExpiresAt);
    }
}
