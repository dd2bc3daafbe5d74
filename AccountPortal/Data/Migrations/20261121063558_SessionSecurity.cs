using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccountPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class SessionSecurity : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string[]>(
                name: "alert_signals",
                table: "users",
                type: "text[]",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_sign_in_at",
                table: "users",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lock_reason",
                table: "users",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "locked_at",
                table: "users",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "max_sessions",
                table: "users",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "review_since",
                table: "users",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "city",
                table: "security_events",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "country",
                table: "security_events",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "network",
                table: "security_events",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "browser",
                table: "ended_sessions",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "ended_by",
                table: "ended_sessions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "known_device_id",
                table: "ended_sessions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "ended_sessions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "latitude",
                table: "ended_sessions",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "longitude",
                table: "ended_sessions",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "network",
                table: "ended_sessions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "os",
                table: "ended_sessions",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "session_id",
                table: "email_verifications",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "confirm_since",
                table: "device_sessions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "device_sessions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "latitude",
                table: "device_sessions",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "longitude",
                table: "device_sessions",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "network",
                table: "device_sessions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "signals",
                table: "device_sessions",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.CreateTable(
                name: "known_devices",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    previous_key_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    browser = table.Column<string>(type: "text", nullable: false),
                    os = table.Column<string>(type: "text", nullable: false),
                    device_type = table.Column<string>(type: "text", nullable: false),
                    device_name = table.Column<string>(type: "text", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    distrusted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_devices", x => x.id);
                    table.ForeignKey(
                        name: "fk_known_devices_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "shared_account_findings",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    score = table.Column<int>(type: "integer", nullable: false),
                    parts = table.Column<string>(type: "jsonb", nullable: false),
                    evaluated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    owner_told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shared_account_findings", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_shared_account_findings_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "device_networks",
                columns: table => new
                {
                    device_id = table.Column<Guid>(type: "uuid", nullable: false),
                    network = table.Column<string>(type: "text", nullable: false),
                    country = table.Column<string>(type: "text", nullable: true),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_device_networks", x => new { x.device_id, x.network });
                    table.ForeignKey(
                        name: "fk_device_networks_device_id",
                        column: x => x.device_id,
                        principalTable: "known_devices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_device_sessions_known_device_id",
                table: "device_sessions",
                column: "known_device_id");

            migrationBuilder.CreateIndex(
                name: "ix_known_devices_key_hash",
                table: "known_devices",
                column: "key_hash");

            migrationBuilder.CreateIndex(
                name: "ix_known_devices_previous_key_hash",
                table: "known_devices",
                column: "previous_key_hash",
                filter: "previous_key_hash is not null");

            migrationBuilder.CreateIndex(
                name: "ix_known_devices_user_id_key_hash",
                table: "known_devices",
                columns: new[] { "user_id", "key_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_shared_account_findings_score_user_id",
                table: "shared_account_findings",
                columns: new[] { "score", "user_id" });

            migrationBuilder.AddForeignKey(
                name: "fk_device_sessions_known_device_id",
                table: "device_sessions",
                column: "known_device_id",
                principalTable: "known_devices",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_device_sessions_known_device_id",
                table: "device_sessions");

            migrationBuilder.DropTable(
                name: "device_networks");

            migrationBuilder.DropTable(
                name: "shared_account_findings");

            migrationBuilder.DropTable(
                name: "known_devices");

            migrationBuilder.DropIndex(
                name: "ix_device_sessions_known_device_id",
                table: "device_sessions");

            migrationBuilder.DropColumn(
                name: "alert_signals",
                table: "users");

            migrationBuilder.DropColumn(
                name: "last_sign_in_at",
                table: "users");

            migrationBuilder.DropColumn(
                name: "lock_reason",
                table: "users");

            migrationBuilder.DropColumn(
                name: "locked_at",
                table: "users");

            migrationBuilder.DropColumn(
                name: "max_sessions",
                table: "users");

            migrationBuilder.DropColumn(
                name: "review_since",
                table: "users");

            migrationBuilder.DropColumn(
                name: "city",
                table: "security_events");

            migrationBuilder.DropColumn(
                name: "country",
                table: "security_events");

            migrationBuilder.DropColumn(
                name: "network",
                table: "security_events");

            migrationBuilder.DropColumn(
                name: "browser",
                table: "ended_sessions");

            migrationBuilder.DropColumn(
                name: "ended_by",
                table: "ended_sessions");

            migrationBuilder.DropColumn(
                name: "known_device_id",
                table: "ended_sessions");

            migrationBuilder.DropColumn(
                name: "language",
                table: "ended_sessions");

            migrationBuilder.DropColumn(
                name: "latitude",
                table: "ended_sessions");

            migrationBuilder.DropColumn(
                name: "longitude",
                table: "ended_sessions");

            migrationBuilder.DropColumn(
                name: "network",
                table: "ended_sessions");

            migrationBuilder.DropColumn(
                name: "os",
                table: "ended_sessions");

            migrationBuilder.DropColumn(
                name: "session_id",
                table: "email_verifications");

            migrationBuilder.DropColumn(
                name: "confirm_since",
                table: "device_sessions");

            migrationBuilder.DropColumn(
                name: "language",
                table: "device_sessions");

            migrationBuilder.DropColumn(
                name: "latitude",
                table: "device_sessions");

            migrationBuilder.DropColumn(
                name: "longitude",
                table: "device_sessions");

            migrationBuilder.DropColumn(
                name: "network",
                table: "device_sessions");

            migrationBuilder.DropColumn(
                name: "signals",
                table: "device_sessions");
        }
    }
}
