using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Deletion;

/// <summary>A warning that an account was sent because of its age or rest; each kind once, until what it warns of is out of the way.</summary>
public sealed class AccountNotice
{
    public required Guid UserId { get; init; }

    /// <summary>See <see cref="NoticeKind"/>.</summary>
    public required string Kind { get; init; }

    public required DateTimeOffset SentAt { get; init; }
}

/// <summary>What an account was warned of; the text is what <c>account_notices.kind</c> holds.</summary>
public static class NoticeKind
{
    /// <summary>Its address is not proven, and it will be removed.</summary>
    public const string Unverified = "unverified";

    /// <summary>Nobody uses it, and it will be locked.</summary>
    public const string Inactive = "inactive";

    /// <summary>It was locked because nobody uses it.</summary>
    public const string LockedInactive = "locked-inactive";

    /// <summary>Nobody uses it; nothing is to follow.</summary>
    public const string InactiveReminded = "inactive-reminded";

    /// <summary>It was locked because nobody uses it, and it will be deleted.</summary>
    public const string InactiveDeletion = "inactive-deletion";
}

internal sealed class AccountNoticeConfiguration : IEntityTypeConfiguration<AccountNotice>
{
    public void Configure(EntityTypeBuilder<AccountNotice> builder)
    {
        builder.ToTable("account_notices");
        builder.HasKey(notice => new { notice.UserId, notice.Kind });
        builder.HasOne<Account>().WithMany().HasForeignKey(notice => notice.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
