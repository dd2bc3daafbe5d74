using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccountPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_known_devices_last_seen_at",
                table: "known_devices",
                column: "last_seen_at");

            migrationBuilder.CreateIndex(
                name: "ix_device_networks_last_seen_at",
                table: "device_networks",
                column: "last_seen_at");

            migrationBuilder.CreateIndex(
                name: "ix_data_exports_state_requested_at",
                table: "data_exports",
                columns: new[] { "state", "requested_at" });

            // What the model cannot say: addresses by how much of them is there (32 and 128 bits: all of it), in the order of time.
            migrationBuilder.Sql("create index ix_security_events_masklen_id on security_events (masklen(ip), id) where ip is not null");
            migrationBuilder.Sql("create index ix_ended_sessions_masklen_ended_at on ended_sessions (masklen(ip), ended_at)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop index ix_security_events_masklen_id");
            migrationBuilder.Sql("drop index ix_ended_sessions_masklen_ended_at");

            migrationBuilder.DropIndex(
                name: "ix_known_devices_last_seen_at",
                table: "known_devices");

            migrationBuilder.DropIndex(
                name: "ix_device_networks_last_seen_at",
                table: "device_networks");

            migrationBuilder.DropIndex(
                name: "ix_data_exports_state_requested_at",
                table: "data_exports");
        }
    }
}
