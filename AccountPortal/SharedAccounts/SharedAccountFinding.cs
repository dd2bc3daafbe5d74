using AccountPortal.Accounts;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.SharedAccounts;

/// <summary>An account that looks used by several people, from the evidence of its last sessions. Administrators see it; nothing is ever blocked by it.</summary>
public sealed class SharedAccountFinding
{
    public required Guid UserId { get; init; }

    /// <summary>From 0 to 100.</summary>
    public required int Score { get; set; }

    /// <summary>What the score is made of, in words with figures.</summary>
    public required FindingPart[] Parts { get; set; }

    public required DateTimeOffset EvaluatedAt { get; set; }

    /// <summary>When the owner was sent a message about it.</summary>
    public DateTimeOffset? OwnerToldAt { get; set; }

    /// <summary>When an administrator said that it is all right.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    public string? SettledReason { get; set; }
}

/// <summary>One part of a score: which evidence, how many points, and the facts.</summary>
public sealed record FindingPart(string Kind, int Points, Dictionary<string, string> Evidence);

internal sealed class SharedAccountFindingConfiguration : IEntityTypeConfiguration<SharedAccountFinding>
{
    public void Configure(EntityTypeBuilder<SharedAccountFinding> builder)
    {
        builder.ToTable("shared_account_findings");
        builder.HasKey(finding => finding.UserId);
        builder.Property(finding => finding.Parts).HasJsonConversion();
        builder.HasIndex(finding => new { finding.Score, finding.UserId });
        builder.HasOne<Account>().WithOne().HasForeignKey<SharedAccountFinding>(finding => finding.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
