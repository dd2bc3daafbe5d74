using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Saml.Providers;

/// <summary>A mail domain that a company says is its own. Only a verified one counts, for exactly this name: sub-domains are domains of their own.</summary>
public sealed class SamlDomain
{
    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    /// <summary>Lower-case ASCII, as <see cref="Accounts.EmailAddress.Domain"/> has it.</summary>
    public required string Domain { get; init; }

    /// <summary>What the company puts into its DNS; public, by its nature.</summary>
    public required string Token { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>Since when the proof holds.</summary>
    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary>The proof was not found any more at the last check: flagged, not taken away.</summary>
    public DateTimeOffset? LostAt { get; set; }

    /// <summary>Since when people of this domain come in through the company alone.</summary>
    public DateTimeOffset? EnforcedAt { get; set; }

    /// <summary>An operator vouched for it by a command, without a proof in the DNS.</summary>
    public bool WasVouchedFor { get; init; }
}

internal sealed class SamlDomainConfiguration : IEntityTypeConfiguration<SamlDomain>
{
    public void Configure(EntityTypeBuilder<SamlDomain> builder)
    {
        builder.ToTable("saml_domains");
        builder.HasIndex(domain => new { domain.ProviderId, domain.Domain }).IsUnique();
        // One company for a domain, whoever asks first for it: only the proof counts.
        builder.HasIndex(domain => domain.Domain).IsUnique().HasFilter("verified_at is not null");
        builder.HasOne<SamlProvider>().WithMany().HasForeignKey(domain => domain.ProviderId).OnDelete(DeleteBehavior.Cascade);
    }
}
