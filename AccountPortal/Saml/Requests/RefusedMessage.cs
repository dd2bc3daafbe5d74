using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Saml.Requests;

/// <summary>A message that was refused, for administrators to find out why; it names nobody, and is kept for a week.</summary>
public sealed class RefusedMessage
{
    /// <summary>How much of what was expected or came is kept.</summary>
    public const int TextLength = CheckResult.LongestGot + 1;

    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid ProviderId { get; init; }

    /// <summary>What the person was told to quote.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The name of a <see cref="SamlRefusal"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>A value of <see cref="SamlPurpose"/>, or of <see cref="ConsumedMessage"/> for logouts; <c>null</c> where no request was found.</summary>
    public string? Purpose { get; init; }

    public required string Expected { get; init; }

    public required string Got { get; init; }

    /// <summary>The message with names and values taken out; <c>null</c> where it could not be read.</summary>
    public string? Message { get; init; }
}

internal sealed class RefusedMessageConfiguration : IEntityTypeConfiguration<RefusedMessage>
{
    public void Configure(EntityTypeBuilder<RefusedMessage> builder)
    {
        builder.ToTable("saml_refusals");
        builder.HasIndex(refused => new { refused.ProviderId, refused.At });
        builder.HasIndex(refused => refused.At);
        builder.HasIndex(refused => refused.CorrelationId);
        builder.HasOne<SamlProvider>().WithMany().HasForeignKey(refused => refused.ProviderId).OnDelete(DeleteBehavior.Cascade);
    }
}
