using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Accounts;

/// <summary>
/// One person's account. <see cref="IdentityUser{TKey}.EmailConfirmed"/> is the verified mark (column <c>email_verified</c>);
/// an account without it is restricted, not locked out.
/// </summary>
public sealed class Account : IdentityUser<Guid>
{
    public const int DisplayNameLength = 100;

    public string? DisplayName { get; set; }

    /// <summary>What administrators find it by: what stands before the @ of its address, and its name, in small letters. The database makes it.</summary>
    public string SearchText { get; private set; } = "";

    /// <summary>IANA name of the zone that times are shown in; UTC where the person has not said.</summary>
    public string? TimeZone { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the account last signed in; <c>null</c> before the first time, which alerts nobody.</summary>
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The signals that the person wants a mail about; <c>null</c> for the usual ones.</summary>
    public string[]? AlertSignals { get; set; }

    /// <summary>When an administrator locked the account; <c>null</c> while it is open.</summary>
    public DateTimeOffset? LockedAt { get; set; }

    public string? LockReason { get; set; }

    /// <summary>How many sessions this account may have, where an administrator set it; otherwise its roles and the settings say.</summary>
    public int? MaxSessions { get; set; }

    /// <summary>Since when a stranger may have been at the account: after the new password the person is shown what to check.</summary>
    public DateTimeOffset? ReviewSince { get; set; }

    /// <summary>Opens with its password even where its company's sign-in is enforced: the way back in when that is broken. Each use is told.</summary>
    public bool IsBreakGlass { get; set; }

    /// <summary>What to call the person: the name they gave, or their address.</summary>
    public string Name => string.IsNullOrWhiteSpace(DisplayName) ? Email! : DisplayName;

    /// <summary>A new account for an address that nobody has proven yet.</summary>
    public static Account Create(EmailAddress email, DateTimeOffset now)
    {
        var account = new Account { Id = Guid.CreateVersion7(now), CreatedAt = now, SecurityStamp = NewStamp() };
        account.SetEmail(email);
        return account;
    }

    /// <summary>Sets the address and what Identity derives from it; the address is also the user name.</summary>
    public void SetEmail(EmailAddress email)
    {
        (Email, NormalizedEmail) = (email.Value, email.Normalized);
        (UserName, NormalizedUserName) = (email.Value, email.Normalized);
    }

    /// <summary>Sets an address that was just proven. Sign-ins that are under way for the earlier one have to start again.</summary>
    public void SetProvenEmail(EmailAddress email)
    {
        SetEmail(email);
        EmailConfirmed = true;
        SecurityStamp = NewStamp();
    }

    /// <summary>Sets a hashed password, or none (<c>null</c>): then no password opens the account until a reset.</summary>
    public void SetPasswordHash(string? hash)
    {
        PasswordHash = hash;
        SecurityStamp = NewStamp();
    }

    /// <summary>Says whether an authenticator app is asked for. Sign-ins that are under way have to start again, also where only the app or its codes changed.</summary>
    public void SetTwoFactor(bool isOn) => (TwoFactorEnabled, SecurityStamp) = (isOn, NewStamp());

    /// <summary>Keeps everybody out, the owner included. Sign-ins that are under way have to start again, and are refused.</summary>
    public void Lock(string reason, DateTimeOffset now) => (LockedAt, LockReason, SecurityStamp) = (now, reason, NewStamp());

    public void Unlock() => (LockedAt, LockReason, SecurityStamp) = (null, null, NewStamp());

    /// <summary>A factor was added or taken away: sign-ins that are under way have to start again.</summary>
    public void RenewStamp() => SecurityStamp = NewStamp();

    private static string NewStamp() => Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20));
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("users");
        builder.Property(account => account.EmailConfirmed).HasColumnName("email_verified");
        builder.Property(account => account.Email).IsRequired();
        builder.Property(account => account.NormalizedEmail).IsRequired();
        builder.Property(account => account.DisplayName).HasMaxLength(Account.DisplayNameLength);
        // Kept, where an index of the expression would do: what most accounts have is found sooner by looking through some of them.
        builder.Property(account => account.SearchText).HasComputedColumnSql("lower(split_part(email, '@', 1) || ' ' || coalesce(display_name, ''))", stored: true);
        builder.Property(account => account.TimeZone).HasMaxLength(64);
        // With a default in the database, so that a version of the portal that does not know the column can go on beside this one.
        builder.Property(account => account.IsBreakGlass).HasDefaultValue(false);
        builder.Ignore(account => account.PhoneNumber);
        builder.Ignore(account => account.PhoneNumberConfirmed);
        builder.Ignore(account => account.Name);
        // Identity's index on the address is not unique; ours is: one account per address, whatever races. And it leads to what addresses begin with.
        builder.HasIndex(account => account.NormalizedEmail).IsUnique().HasOperators("text_pattern_ops").HasDatabaseName("ix_users_normalized_email");
        builder.HasIndex(account => account.CreatedAt).HasFilter("not email_verified");
    }
}
