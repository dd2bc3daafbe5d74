using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AccountPortal.Data.Migrations;

/// <summary>
/// Indexes by which administrators find one account among millions: by a part of its address or name, and those that are locked or not confirmed. The first two
/// need pg_trgm, which comes with PostgreSQL and which the owner of a database may create; where that cannot be had, finding by a part reads all accounts.
/// </summary>
[DbContext(typeof(PortalDbContext))]
[Migration("20261121230500_AccountParts")]
public sealed class AccountParts : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create index if not exists ix_users_locked on users (id) where locked_at is not null;
        create index if not exists ix_users_unverified on users (id) where not email_verified;
        do $$
        begin
          create extension if not exists pg_trgm;
          create index if not exists ix_users_address_part on users using gin (normalized_email gin_trgm_ops);
          create index if not exists ix_users_name_part on users using gin (lower(display_name) gin_trgm_ops);
        exception when insufficient_privilege or feature_not_supported or undefined_file or undefined_object then
          raise warning 'No index for finding accounts by a part of their address: %', sqlerrm;
        end $$;
        """);

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("drop index if exists ix_users_locked, ix_users_unverified, ix_users_address_part, ix_users_name_part;");
}
