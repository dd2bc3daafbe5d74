using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Security;

/// <summary>
/// One counter of tries, as a single instant (generic cell rate algorithm, ITU-T I.371): the more tries, the further it lies in the future.
/// The name is a keyed hash, so that the table tells nobody's address.
/// </summary>
public sealed class Throttle
{
    public required byte[] Name { get; init; }

    public required DateTimeOffset FreeAt { get; set; }
}

internal sealed class ThrottleConfiguration : IEntityTypeConfiguration<Throttle>
{
    public void Configure(EntityTypeBuilder<Throttle> builder)
    {
        builder.ToTable("throttles");
        builder.HasKey(throttle => throttle.Name);
        builder.HasIndex(throttle => throttle.FreeAt);
    }
}
