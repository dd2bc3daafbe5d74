using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccountPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class ActivityIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_security_events_account_id_kind_outcome_id",
                table: "security_events",
                columns: new[] { "account_id", "kind", "outcome", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_security_events_actor_id_id",
                table: "security_events",
                columns: new[] { "actor_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_security_events_ip_id",
                table: "security_events",
                columns: new[] { "ip", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_security_events_kind_outcome_id",
                table: "security_events",
                columns: new[] { "kind", "outcome", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_security_events_session_id_id",
                table: "security_events",
                columns: new[] { "session_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_security_events_account_id_kind_outcome_id",
                table: "security_events");

            migrationBuilder.DropIndex(
                name: "ix_security_events_actor_id_id",
                table: "security_events");

            migrationBuilder.DropIndex(
                name: "ix_security_events_ip_id",
                table: "security_events");

            migrationBuilder.DropIndex(
                name: "ix_security_events_kind_outcome_id",
                table: "security_events");

            migrationBuilder.DropIndex(
                name: "ix_security_events_session_id_id",
                table: "security_events");
        }
    }
}
