using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Retention;

/// <summary>One run of one retention rule: what it removed, for administrators to see that the portal forgets as it says.</summary>
public sealed class RetentionRun
{
    public required Guid Id { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How many rows it removed or cut.</summary>
    public required long Rows { get; init; }

    /// <summary>Why it broke off, if it did: the kind of failure, never data.</summary>
    public string? Error { get; init; }
}

internal sealed class RetentionRunConfiguration : IEntityTypeConfiguration<RetentionRun>
{
    public void Configure(EntityTypeBuilder<RetentionRun> builder)
    {
        builder.ToTable("retention_runs");
        builder.HasIndex(run => new { run.Rule, run.StartedAt });
        builder.HasIndex(run => run.StartedAt);
    }
}
