using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.EmailVerification;

/// <summary>A secret that was mailed to an address, stored hashed: it works once, for one purpose, until it expires.</summary>
public sealed class EmailToken
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The address that receives the token, and is proven by it.</summary>
    public required string Email { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] TokenHash { get; init; }

    public required string Purpose { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>The session that the mail was about, where it was about one. It may have ended since.</summary>
    public Guid? SessionId { get; init; }
}

/// <summary>What an emailed token is for; the text is what <c>email_verifications.purpose</c> holds.</summary>
public static class TokenPurpose
{
    public const string SignUp = "sign-up";
    public const string ChangeEmail = "change";
    public const string UndoEmailChange = "undo-change";
    public const string ResetPassword = "reset";
    public const string NotMe = "not-me";

    /// <summary>Lets a company's sign-in open an account that has nothing of its own to sign in with.</summary>
    public const string ConnectCompany = "connect-company";

    /// <summary>Stops an administrator's reset of second factors.</summary>
    public const string StopFactorReset = "stop-factor-reset";

    /// <summary>Keeps an account that is to be deleted.</summary>
    public const string CancelDeletion = "cancel-deletion";
}

internal sealed class EmailTokenConfiguration : IEntityTypeConfiguration<EmailToken>
{
    public void Configure(EntityTypeBuilder<EmailToken> builder)
    {
        builder.ToTable("email_verifications");
        builder.HasIndex(token => token.TokenHash).IsUnique();
        builder.HasIndex(token => new { token.UserId, token.Purpose });
        builder.HasIndex(token => token.ExpiresAt);
        builder.HasOne<Account>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
