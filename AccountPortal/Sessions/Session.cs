using System.Net;
using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Sessions;

/// <summary>One signed-in browser: one row. The row is the session; there is no second store that could disagree with it.</summary>
public sealed class Session
{
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of the session key; the key itself is in the browser's cookie alone (P1).</summary>
    public required byte[] KeyHash { get; set; }

    /// <summary>The key before the last rotation: not accepted, remembered for a minute for the second tab (P5).</summary>
    public byte[]? PreviousKeyHash { get; set; }

    public DateTimeOffset? RotatedAt { get; set; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastActiveAt { get; set; }

    /// <summary>The person ticked "Remember this device": the longer pair of timeouts applies.</summary>
    public required bool Remembered { get; init; }

    /// <summary>When the holder last proved who they are; a sign-in counts.</summary>
    public required DateTimeOffset SteppedUpAt { get; set; }

    public required string[] AuthMethods { get; init; }

    public required IPAddress Ip { get; set; }

    public required string UserAgent { get; init; }

    public required string Browser { get; init; }

    public required string Os { get; init; }

    public required string DeviceType { get; init; }

    public required string DeviceName { get; init; }

    public string? Country { get; init; }

    public string? City { get; init; }

    public Guid? KnownDeviceId { get; init; }

    public Guid? SamlProviderId { get; init; }

    public string? SamlNameId { get; init; }

    public string? SamlSessionIndex { get; init; }

    /// <summary>
    /// The authentication ticket, sealed to this session and this account: whoever can only write to the database
    /// (an injection, a restored dump) cannot put in a row that opens somebody's account.
    /// </summary>
    public required byte[] Ticket { get; set; }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("device_sessions");
        builder.HasIndex(session => session.KeyHash).IsUnique();
        builder.HasIndex(session => session.PreviousKeyHash).HasFilter("previous_key_hash is not null");
        builder.HasIndex(session => session.UserId);
        builder.HasOne<Account>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        // last_active_at is in no index and pages keep room, so that touching a session is a HOT update.
        builder.HasStorageParameter("fillfactor", 85);
    }
}
