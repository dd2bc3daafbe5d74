using AccountPortal.Accounts;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Saml.Requests;

/// <summary>
/// An AuthnRequest on its way, and after it the answer until it is acted on. It belongs to one provider and one browser, and is answered once.
/// </summary>
public sealed class SamlRequest
{
    /// <summary>How long an answer may take: a person signs in over there.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>SHA-256 of the request's id.</summary>
    public required byte[] IdHash { get; init; }

    public required Guid ProviderId { get; init; }

    /// <summary>SHA-256 of what this browser alone has in a cookie.</summary>
    public required byte[] BrowserHash { get; init; }

    /// <summary>SHA-256 of the RelayState that was sent along: the key to <see cref="ReturnUrl"/>.</summary>
    public required byte[] RelayHash { get; init; }

    /// <summary>A value of <see cref="SamlPurpose"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>A local path.</summary>
    public string? ReturnUrl { get; init; }

    public required bool ForcedAuthentication { get; init; }

    /// <summary>The provider's version when it was sent: a test says something about that one.</summary>
    public required int Version { get; init; }

    /// <summary>Whose session asked, for what is done within one.</summary>
    public Guid? UserId { get; init; }

    public Guid? SessionId { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>Whether the answer was right.</summary>
    public bool? Passed { get; set; }

    /// <summary>What the answer says, protected, until it is acted on.</summary>
    public byte[]? ProtectedAnswer { get; set; }
}

/// <summary>What an answer is wanted for.</summary>
public static class SamlPurpose
{
    public const string SignIn = "sign-in";

    /// <summary>An administrator tries the provider: nothing comes of it but a page.</summary>
    public const string Test = "test";
    public const string StepUp = "step-up";
}

internal sealed class SamlRequestConfiguration : IEntityTypeConfiguration<SamlRequest>
{
    public void Configure(EntityTypeBuilder<SamlRequest> builder)
    {
        builder.ToTable("saml_requests");
        builder.HasKey(request => request.IdHash);
        builder.HasIndex(request => request.ExpiresAt);
        builder.HasIndex(request => request.UserId).HasFilter("user_id is not null");
        builder.HasOne<SamlProvider>().WithMany().HasForeignKey(request => request.ProviderId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(request => request.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
