using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Saml.Providers;

/// <summary>A certificate that a provider signs with. That it stands here is the trust; an expired one counts, and is warned of.</summary>
public sealed class SamlCertificate
{
    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    /// <summary>SHA-256 of it, in hex.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>The certificate (DER).</summary>
    public required byte[] Encoded { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>When it last vouched for a sign-in; written once an hour at most.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>How many days before its end administrators were last told of it.</summary>
    public int? WarnedDays { get; set; }

    public static SamlCertificate Of(Guid providerId, TrustedCertificate certificate, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ProviderId = providerId,
        Thumbprint = certificate.Thumbprint,
        Encoded = certificate.Encoded,
        Subject = certificate.Subject,
        NotBefore = certificate.NotBefore,
        NotAfter = certificate.NotAfter,
        AddedAt = now,
    };
}

internal sealed class SamlCertificateConfiguration : IEntityTypeConfiguration<SamlCertificate>
{
    public void Configure(EntityTypeBuilder<SamlCertificate> builder)
    {
        builder.ToTable("saml_certificates");
        builder.HasIndex(certificate => new { certificate.ProviderId, certificate.Thumbprint }).IsUnique();
        builder.HasOne<SamlProvider>().WithMany().HasForeignKey(certificate => certificate.ProviderId).OnDelete(DeleteBehavior.Cascade);
    }
}
