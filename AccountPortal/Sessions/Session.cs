using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Alerts;
using AccountPortal.Data;
using AccountPortal.Devices;
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

    /// <summary>When the holder last showed a second factor (an app's code, a recovery code, a passkey); <c>null</c> if never in this session.</summary>
    public DateTimeOffset? SecondFactorAt { get; set; }

    public required string[] AuthMethods { get; init; }

    public required IPAddress Ip { get; set; }

    public required string UserAgent { get; init; }

    public required string Browser { get; init; }

    public required string Os { get; init; }

    public required string DeviceType { get; init; }

    public required string DeviceName { get; init; }

    /// <summary>ISO 3166-1 code of where it was last used.</summary>
    public string? Country { get; set; }

    public string? City { get; set; }

    /// <summary>The autonomous system ("AS3320"), or the /24 or /48, that it was last used from.</summary>
    public string? Network { get; set; }

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    /// <summary>The language that the browser asks for first ("de").</summary>
    public string? Language { get; init; }

    /// <summary>What was unusual about the sign-in or happened since, with the evidence.</summary>
    public Signal[] Signals { get; set; } = [];

    /// <summary>Since when the person has to confirm that it's them before they go on; <c>null</c> for almost every session.</summary>
    public DateTimeOffset? ConfirmSince { get; set; }

    public Guid? KnownDeviceId { get; set; }

    public Guid? SamlProviderId { get; init; }

    public string? SamlNameId { get; init; }

    public string? SamlSessionIndex { get; init; }

    /// <summary>What goes with the NameID: two of them are one only if all their parts are.</summary>
    public string? SamlNameIdParts { get; init; }

    /// <summary>The end that whoever vouched for the sign-in has set, where that is before the timeouts.</summary>
    public DateTimeOffset? EndsAt { get; init; }

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
        builder.HasIndex(session => new { session.SamlProviderId, session.SamlNameId }).HasFilter("saml_provider_id is not null");
        builder.HasOne<Account>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<KnownDevice>().WithMany().HasForeignKey(session => session.KnownDeviceId).OnDelete(DeleteBehavior.SetNull);
        // With a default in the database, so that a version of the portal that does not know the column can go on beside this one.
        builder.Property(session => session.Signals).HasJsonConversion().HasDefaultValueSql("'[]'");
        // last_active_at is in no index and pages keep room for half of their sessions at once, so that touching a session is a HOT update.
        builder.HasStorageParameter("fillfactor", 60);
    }
}
