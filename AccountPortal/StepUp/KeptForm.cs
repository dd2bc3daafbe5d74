using AccountPortal.Accounts;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.StepUp;

/// <summary>A form that has to wait until the person has confirmed that it's them (P11). It goes with its session, and works once.</summary>
public sealed class KeptForm
{
    public required Guid Id { get; init; }

    public required Guid SessionId { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where it was going and what it holds, files included: encrypted, for there may be a new password in it.</summary>
    public required byte[] Content { get; init; }
}

internal sealed class KeptFormConfiguration : IEntityTypeConfiguration<KeptForm>
{
    public void Configure(EntityTypeBuilder<KeptForm> builder)
    {
        builder.ToTable("kept_forms");
        builder.HasIndex(form => form.SessionId);
        builder.HasIndex(form => form.UserId);
        builder.HasIndex(form => form.ExpiresAt);
        builder.HasOne<Session>().WithMany().HasForeignKey(form => form.SessionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(form => form.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
