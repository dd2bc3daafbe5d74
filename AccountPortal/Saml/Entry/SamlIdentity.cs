using AccountPortal.Accounts;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Saml.Entry;

/// <summary>Whom a provider means: its lasting name for a person, and the account that it opens. Never by the address, which changes hands.</summary>
public sealed class SamlIdentity
{
    public const int KeyLength = 600;

    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    /// <summary>The NameID with its format, or the configured attribute (see <see cref="SamlPerson"/>).</summary>
    public required string Key { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The account was made by it; otherwise its owner connected the two.</summary>
    public required bool MadeAccount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The address that the provider named last.</summary>
    public required string Email { get; set; }

    /// <summary>The groups that it named last.</summary>
    public string[] Groups { get; set; } = [];

    /// <summary>The roles that the groups gave: what the groups do not give any more is taken back, and nothing else.</summary>
    public string[] Roles { get; set; } = [];
}

internal sealed class SamlIdentityConfiguration : IEntityTypeConfiguration<SamlIdentity>
{
    public void Configure(EntityTypeBuilder<SamlIdentity> builder)
    {
        builder.ToTable("saml_identities");
        builder.Property(identity => identity.Key).HasMaxLength(SamlIdentity.KeyLength);
        builder.HasIndex(identity => new { identity.ProviderId, identity.Key }).IsUnique();
        // One person of a provider for an account: the second to come does not share it.
        builder.HasIndex(identity => new { identity.UserId, identity.ProviderId }).IsUnique();
        builder.HasOne<SamlProvider>().WithMany().HasForeignKey(identity => identity.ProviderId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(identity => identity.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
