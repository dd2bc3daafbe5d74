using System.Net;
using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Sessions;

/// <summary>A session that ended, why and from where; kept so that its browser and its owner can be told. It opens nothing.</summary>
public sealed class EndedSession
{
    public required Guid Id { get; init; }

    public required byte[] KeyHash { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastActiveAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public required string Reason { get; init; }

    /// <summary>The device that ended it ("Firefox on Windows"), where somebody did.</summary>
    public string? EndedFrom { get; init; }

    /// <summary>The account that ended it: its owner's or an administrator's; none where its time was over.</summary>
    public Guid? EndedBy { get; init; }

    public required IPAddress Ip { get; init; }

    public required string Browser { get; init; }

    public required string Os { get; init; }

    public required string DeviceType { get; init; }

    public required string DeviceName { get; init; }

    public string? Country { get; init; }

    public string? City { get; init; }

    public string? Network { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public string? Language { get; init; }

    /// <summary>The device that it was on. No foreign key: the device may be forgotten meanwhile.</summary>
    public Guid? KnownDeviceId { get; init; }
}

internal sealed class EndedSessionConfiguration : IEntityTypeConfiguration<EndedSession>
{
    public void Configure(EntityTypeBuilder<EndedSession> builder)
    {
        builder.ToTable("ended_sessions");
        builder.Property(session => session.Browser).HasDefaultValue("");
        builder.Property(session => session.Os).HasDefaultValue("");
        builder.HasIndex(session => session.KeyHash);
        builder.HasIndex(session => new { session.UserId, session.EndedAt });
        builder.HasIndex(session => session.EndedAt);
        builder.HasIndex(session => session.EndedBy).HasFilter("ended_by is not null");
        // And one on (masklen(ip), ended_at), which the model cannot say: it leads retention to addresses that are not cut yet.
        builder.HasOne<Account>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
