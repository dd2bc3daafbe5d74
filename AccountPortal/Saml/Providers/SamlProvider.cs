using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Saml.Providers;

/// <summary>
/// One configured identity provider of one company. A draft until it is enabled: then only its test sign-in works. Disabled, it is refused everything
/// at once, tests and logouts included.
/// </summary>
public sealed class SamlProvider
{
    public const int NameLength = 100;
    public const int UrlLength = 2000;

    public required Guid Id { get; init; }

    /// <summary>Its part of our addresses (see <see cref="SamlSlug"/>); it never changes, for the company has entered it on its side.</summary>
    public required string Slug { get; init; }

    /// <summary>What people know the company by ("Continue with Acme").</summary>
    public required string Name { get; set; }

    /// <summary>The product ("okta", "entra", …), in whose words the pages speak.</summary>
    public string? Product { get; set; }

    /// <summary>The identity provider's own entity id.</summary>
    public required string EntityId { get; set; }

    public required string SignInUrl { get; set; }

    /// <summary>A value of <see cref="SamlBinding"/>.</summary>
    public string SignInBinding { get; set; } = SamlBinding.Redirect;

    public string? LogoutUrl { get; set; }

    public string LogoutBinding { get; set; } = SamlBinding.Redirect;

    /// <summary>Where our answers to its LogoutRequests go, if that is another address.</summary>
    public string? LogoutAnswerUrl { get; set; }

    /// <summary>Whether signing out here asks the provider to end its session, too.</summary>
    public bool SendsLogout { get; set; }

    public bool SignsRequests { get; set; } = true;

    public bool AcceptsSignedResponseOnly { get; set; }

    public bool RequiresEncryption { get; set; }

    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The NameID format that is asked for; <c>null</c> leaves it to the provider.</summary>
    public string? NameIdFormat { get; set; }

    /// <summary>The authentication contexts of which one is required; empty: any.</summary>
    public string[] AuthnContexts { get; set; } = [];

    /// <summary>Asks the provider for a fresh proof at each sign-in.</summary>
    public bool ForcesAuthentication { get; set; }

    /// <summary>Whether a tile in the company's portal leads here: its answer, which nobody asked for, starts a sign-in of ours and is none itself.</summary>
    public bool AllowsUnsolicited { get; set; }

    /// <summary>Whether the provider is told the address that was typed here.</summary>
    public bool TellsEmail { get; set; }

    /// <summary>Whether our own second factor is asked for after the company's sign-in, too.</summary>
    public bool AsksSecondFactor { get; set; }

    /// <summary>Whether somebody without an account gets one at the first sign-in.</summary>
    public bool CreatesAccounts { get; set; } = true;

    /// <summary>Only members of this group may come in; <c>null</c>: everybody whom the provider names.</summary>
    public string? RequiredGroup { get; set; }

    /// <summary>Whom to ask who has no account, or may not come in.</summary>
    public string? Contact { get; set; }

    public AttributeMapping Mapping { get; set; } = new();

    /// <summary>From the provider's groups to our roles. Administrators are never made so.</summary>
    public Dictionary<string, string> GroupRoles { get; set; } = [];

    /// <summary>The role of everybody whose account was made by a sign-in here; <c>null</c> for none. Never the administrators'.</summary>
    public string? DefaultRole { get; set; }

    /// <summary>Whether the groups alone decide about the roles of <see cref="GroupRoles"/>: one that somebody gave by hand goes with the group, too.</summary>
    public bool GroupsDecide { get; set; }

    /// <summary>How long a session lasts at most; <c>null</c> for what <see cref="SamlSettings.MaxSessionAge"/> says.</summary>
    public TimeSpan? MaxSessionAge { get; set; }

    /// <summary>Where its metadata is read again each day.</summary>
    public string? MetadataUrl { get; set; }

    /// <summary>The certificate (DER) that the metadata has to be signed with; <c>null</c>: its address vouches for it.</summary>
    public byte[]? MetadataSigner { get; set; }

    /// <summary>When a daily reading last began, whatever came of it: nodes claim it so.</summary>
    public DateTimeOffset? MetadataTriedAt { get; set; }

    public DateTimeOffset? MetadataReadAt { get; set; }

    /// <summary>Why the last reading failed, in words; <c>null</c> where it did not.</summary>
    public string? MetadataProblem { get; set; }

    /// <summary>What the last reading would change and an administrator has to look at first: the metadata as it came.</summary>
    public string? PendingMetadata { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts the changes of what a sign-in depends on: a test holds for exactly one version.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The newest version whose test sign-in passed.</summary>
    public int? TestedVersion { get; set; }

    public DateTimeOffset? TestedAt { get; set; }

    public DateTimeOffset? EnabledAt { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>An operator enabled it by a command, without a test sign-in.</summary>
    public bool WasVouchedFor { get; set; }

    /// <summary>Whether the company's side is known yet; before, there is only ours to be handed out.</summary>
    public bool IsTold => EntityId.Length > 0;

    public bool IsEnabled => EnabledAt is not null && DisabledAt is null;

    public bool IsDisabled => DisabledAt is not null;
}

internal sealed class SamlProviderConfiguration : IEntityTypeConfiguration<SamlProvider>
{
    public void Configure(EntityTypeBuilder<SamlProvider> builder)
    {
        builder.ToTable("saml_providers");
        builder.HasIndex(provider => provider.Slug).IsUnique();
        builder.Property(provider => provider.Slug).HasMaxLength(SamlSlug.Longest);
        builder.Property(provider => provider.Name).HasMaxLength(SamlProvider.NameLength);
        builder.Property(provider => provider.SignInUrl).HasMaxLength(SamlProvider.UrlLength);
        builder.Property(provider => provider.Mapping).HasJsonConversion();
        builder.Property(provider => provider.GroupRoles).HasJsonConversion();
        builder.Ignore(provider => provider.IsTold);
        builder.Ignore(provider => provider.IsEnabled);
        builder.Ignore(provider => provider.IsDisabled);
    }
}
