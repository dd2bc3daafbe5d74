using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Passkeys;

/// <summary>
/// What Identity's table of passkeys lacks: when one was last used, and its signature counter in a column of its own, where one statement
/// can compare and set it. Identity reads, compares and writes, so that two answers at once would both pass.
/// </summary>
internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
{
    public const string LastUsedAt = "LastUsedAt";
    public const string SignCount = "SignCount";

    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> builder)
    {
        builder.Property<DateTimeOffset?>(LastUsedAt);
        builder.Property<long>(SignCount).HasDefaultValue(0L);
    }
}
