using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Saml.Providers;

/// <summary>A key of ours towards one provider: it signs what we send, and opens what is encrypted for us.</summary>
public sealed class SamlKey
{
    public const string Current = "current";
    public const string Next = "next";

    /// <summary>It signs no longer; the provider may still encrypt for it.</summary>
    public const string Former = "former";

    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    public required string State { get; set; }

    /// <summary>Its certificate (DER).</summary>
    public required byte[] Certificate { get; init; }

    /// <summary>The private key (PKCS #8), protected by the data-protection ring: a dump of the database signs nothing.</summary>
    public required byte[] ProtectedKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>How many days before its end administrators were last told of it.</summary>
    public int? WarnedDays { get; set; }
}

internal sealed class SamlKeyConfiguration : IEntityTypeConfiguration<SamlKey>
{
    public void Configure(EntityTypeBuilder<SamlKey> builder)
    {
        builder.ToTable("saml_keys");
        // One of each, whatever nodes race to make the first.
        builder.HasIndex(key => new { key.ProviderId, key.State }).IsUnique();
        builder.HasOne<SamlProvider>().WithMany().HasForeignKey(key => key.ProviderId).OnDelete(DeleteBehavior.Cascade);
    }
}
