using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Deletion;

/// <summary>An account that is to be erased: until <see cref="ExecuteAt"/> it is pending, then it is due. Cancelling deletes the row; so does the erasure.</summary>
public sealed class DeletionRequest
{
    public required Guid UserId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ExecuteAt { get; init; }

    /// <summary>Who or what caused it; see <see cref="DeletionCause"/>.</summary>
    public required string Cause { get; init; }

    /// <summary>What the person said about why, if anything; or the administrator's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>The administrator who asked for it, where one did.</summary>
    public Guid? RequestedBy { get; init; }

    /// <summary>When the mail a week before was written.</summary>
    public DateTimeOffset? WeekTold { get; set; }

    /// <summary>When the mail a day before was written.</summary>
    public DateTimeOffset? DayTold { get; set; }

    /// <summary>How often the erasure failed.</summary>
    public int Attempts { get; set; }

    /// <summary>Not before then, after an attempt that failed.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Why the last attempt failed: the step and the kind of failure, never data.</summary>
    public string? LastError { get; set; }
}

/// <summary>Why an account is erased; the text is what <c>deletion_requests.cause</c> holds.</summary>
public static class DeletionCause
{
    public const string Owner = "owner";

    /// <summary>Two administrators agreed.</summary>
    public const string Administrators = "administrators";

    /// <summary>The address was never proven.</summary>
    public const string Unverified = "unverified";

    /// <summary>Nobody used it for a long time.</summary>
    public const string Inactive = "inactive";

    /// <summary>It was erased before, and a backup brought it back.</summary>
    public const string Restored = "restored";

    /// <summary>Whether the account's owner may take it back: what they asked for themselves, and what the silence of theirs caused.</summary>
    public static bool IsOwnersToCancel(string cause) => cause is Owner or Inactive;
}

internal sealed class DeletionRequestConfiguration : IEntityTypeConfiguration<DeletionRequest>
{
    public void Configure(EntityTypeBuilder<DeletionRequest> builder)
    {
        builder.ToTable("deletion_requests");
        builder.HasKey(request => request.UserId);
        builder.HasIndex(request => request.ExecuteAt);
        builder.Property(request => request.Cause).HasDefaultValue(DeletionCause.Owner);
        builder.Property(request => request.Attempts).HasDefaultValue(0);
        builder.HasOne<Account>().WithOne().HasForeignKey<DeletionRequest>(request => request.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
