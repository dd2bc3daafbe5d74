using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Saml.Requests;

/// <summary>A message that counted once and must not count again; it is remembered for as long as it could pass the other checks.</summary>
public sealed class ConsumedMessage
{
    public const string Assertion = "assertion";
    public const string Response = "response";
    public const string Logout = "logout";

    public required Guid ProviderId { get; init; }

    public required string Kind { get; init; }

    /// <summary>The provider's identifier of it.</summary>
    public required string MessageId { get; init; }

    public required DateTimeOffset KeepUntil { get; init; }
}

internal sealed class ConsumedMessageConfiguration : IEntityTypeConfiguration<ConsumedMessage>
{
    public void Configure(EntityTypeBuilder<ConsumedMessage> builder)
    {
        builder.ToTable("saml_consumed_assertions");
        builder.HasKey(message => new { message.ProviderId, message.Kind, message.MessageId });
        builder.HasIndex(message => message.KeepUntil);
        builder.HasOne<SamlProvider>().WithMany().HasForeignKey(message => message.ProviderId).OnDelete(DeleteBehavior.Cascade);
    }
}
