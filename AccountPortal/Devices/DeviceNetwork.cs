using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Devices;

/// <summary>A network that a known device was used from, and the country it was in then.</summary>
public sealed class DeviceNetwork
{
    public required Guid DeviceId { get; init; }

    /// <summary>The autonomous system ("AS3320"), or the /24 or /48.</summary>
    public required string Network { get; init; }

    /// <summary>ISO 3166-1 code.</summary>
    public string? Country { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }
}

internal sealed class DeviceNetworkConfiguration : IEntityTypeConfiguration<DeviceNetwork>
{
    public void Configure(EntityTypeBuilder<DeviceNetwork> builder)
    {
        builder.ToTable("device_networks");
        builder.HasKey(network => new { network.DeviceId, network.Network });
        builder.HasIndex(network => network.LastSeenAt);
        builder.HasOne<KnownDevice>().WithMany().HasForeignKey(network => network.DeviceId).OnDelete(DeleteBehavior.Cascade);
    }
}
