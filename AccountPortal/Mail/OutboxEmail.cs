using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Mail;

/// <summary>One mail that waits, was sent or was given up; written in the transaction of its cause (P10).</summary>
public sealed class OutboxEmail
{
    public required Guid Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The account that it is about. No foreign key: the mail that tells of its end outlives it.</summary>
    public Guid? UserId { get; init; }

    public required string To { get; init; }

    public required string Subject { get; init; }

    /// <summary>Stays the same over retries, so that a mail that was sent twice shows once.</summary>
    public required string MessageId { get; init; }

    /// <summary>The letter, encrypted: it holds the link. Wiped once sent.</summary>
    public byte[]? ProtectedBody { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    public string? LastError { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    /// <summary>The row goes once the mail is sent or given up, because it is the last that the portal knows about the person.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>When the portal stopped trying.</summary>
    public DateTimeOffset? FailedAt { get; set; }
}

internal sealed class OutboxEmailConfiguration : IEntityTypeConfiguration<OutboxEmail>
{
    public void Configure(EntityTypeBuilder<OutboxEmail> builder)
    {
        builder.ToTable("outbox_emails");
        builder.Property(mail => mail.To).HasColumnName("to_address");
        builder.HasIndex(mail => mail.NextAttemptAt).HasFilter("sent_at is null and failed_at is null");
        builder.HasIndex(mail => mail.CreatedAt);
        builder.HasIndex(mail => mail.UserId).HasFilter("user_id is not null");
        builder.HasIndex(mail => mail.To);
        // And one on lower(to_address) of those without an account, which the model cannot say: an erasure looks for them.
        // With a default in the database, so that a version of the portal that does not know the column can go on beside this one.
        builder.Property(mail => mail.IsForgotten).HasDefaultValue(false);
    }
}
