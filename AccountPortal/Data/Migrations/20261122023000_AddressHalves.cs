using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AccountPortal.Data.Migrations;

/// <summary>
/// Addresses are found by their halves: a part of the local part, and what the domain begins with. One index for parts of whole addresses has most accounts at each
/// three letters of a large provider's domain, and reads all of them for an address that is typed in full. The index of names leaves out who has none, and the
/// statistics are fine enough to tell a rare part from a common one.
/// </summary>
[DbContext(typeof(PortalDbContext))]
[Migration("20261122023000_AddressHalves")]
public sealed class AddressHalves : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create index if not exists ix_users_domain on users (split_part(normalized_email, '@', 2) text_pattern_ops, id);
        do $$
        begin
          create index if not exists ix_users_local_part on users using gin (split_part(normalized_email, '@', 1) gin_trgm_ops);
          alter index ix_users_local_part alter column 1 set statistics 1000;
          drop index if exists ix_users_name_part;
          create index ix_users_name_part on users using gin (lower(display_name) gin_trgm_ops) where display_name is not null;
          alter index ix_users_name_part alter column 1 set statistics 1000;
        exception when undefined_object then
          raise warning 'No index for finding accounts by a part of their address: %', sqlerrm;
        end $$;
        drop index if exists ix_users_address_part;
        """);

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        drop index if exists ix_users_domain, ix_users_local_part;
        do $$
        begin
          create index if not exists ix_users_address_part on users using gin (normalized_email gin_trgm_ops);
        exception when undefined_object then
          raise warning 'No index for finding accounts by a part of their address: %', sqlerrm;
        end $$;
        """);
}
