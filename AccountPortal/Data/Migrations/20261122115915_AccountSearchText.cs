using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccountPortal.Data.Migrations
{
    /// <summary>
    /// What accounts are found by, folded and in one index, where there was one for what stands before the @ of addresses and one for names: most names have the
    /// letters of their address, and of two indexes both had to be read for each search.
    /// </summary>
    public partial class AccountSearchText : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "users",
                type: "text",
                nullable: false,
                computedColumnSql: "lower(split_part(email, '@', 1) || ' ' || coalesce(display_name, ''))",
                stored: true);
            // Statistics fine enough to tell a rare part from a common one.
            migrationBuilder.Sql(
                """
                alter table users alter column search_text set statistics 300;
                do $$
                begin
                  create index if not exists ix_users_search_text on users using gin (search_text gin_trgm_ops);
                exception when undefined_object then
                  raise warning 'No index for finding accounts by a part of their address: %', sqlerrm;
                end $$;
                drop index if exists ix_users_local_part, ix_users_name_part;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "search_text",
                table: "users");
            migrationBuilder.Sql(
                """
                do $$
                begin
                  create index if not exists ix_users_local_part on users using gin (split_part(normalized_email, '@', 1) gin_trgm_ops);
                  create index if not exists ix_users_name_part on users using gin (lower(display_name) gin_trgm_ops) where display_name is not null;
                exception when undefined_object then
                  raise warning 'No index for finding accounts by a part of their address: %', sqlerrm;
                end $$;
                """);
        }
    }
}
