using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccountPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class Saml : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_break_glass",
                table: "users",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ends_at",
                table: "device_sessions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "saml_name_id_parts",
                table: "device_sessions",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "saml_providers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    product = table.Column<string>(type: "text", nullable: true),
                    entity_id = table.Column<string>(type: "text", nullable: false),
                    sign_in_url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    sign_in_binding = table.Column<string>(type: "text", nullable: false),
                    logout_url = table.Column<string>(type: "text", nullable: true),
                    logout_binding = table.Column<string>(type: "text", nullable: false),
                    logout_answer_url = table.Column<string>(type: "text", nullable: true),
                    sends_logout = table.Column<bool>(type: "boolean", nullable: false),
                    signs_requests = table.Column<bool>(type: "boolean", nullable: false),
                    accepts_signed_response_only = table.Column<bool>(type: "boolean", nullable: false),
                    requires_encryption = table.Column<bool>(type: "boolean", nullable: false),
                    clock_skew = table.Column<TimeSpan>(type: "interval", nullable: false),
                    name_id_format = table.Column<string>(type: "text", nullable: true),
                    authn_contexts = table.Column<string[]>(type: "text[]", nullable: false),
                    forces_authentication = table.Column<bool>(type: "boolean", nullable: false),
                    allows_unsolicited = table.Column<bool>(type: "boolean", nullable: false),
                    tells_email = table.Column<bool>(type: "boolean", nullable: false),
                    asks_second_factor = table.Column<bool>(type: "boolean", nullable: false),
                    creates_accounts = table.Column<bool>(type: "boolean", nullable: false),
                    required_group = table.Column<string>(type: "text", nullable: true),
                    contact = table.Column<string>(type: "text", nullable: true),
                    mapping = table.Column<string>(type: "jsonb", nullable: false),
                    group_roles = table.Column<string>(type: "jsonb", nullable: false),
                    default_role = table.Column<string>(type: "text", nullable: true),
                    groups_decide = table.Column<bool>(type: "boolean", nullable: false),
                    max_session_age = table.Column<TimeSpan>(type: "interval", nullable: true),
                    metadata_url = table.Column<string>(type: "text", nullable: true),
                    metadata_signer = table.Column<byte[]>(type: "bytea", nullable: true),
                    metadata_tried_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    metadata_read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    metadata_problem = table.Column<string>(type: "text", nullable: true),
                    pending_metadata = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    tested_version = table.Column<int>(type: "integer", nullable: true),
                    tested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    enabled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    disabled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    was_vouched_for = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_providers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "saml_certificates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    thumbprint = table.Column<string>(type: "text", nullable: false),
                    encoded = table.Column<byte[]>(type: "bytea", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    not_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    warned_days = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_certificates", x => x.id);
                    table.ForeignKey(
                        name: "fk_saml_certificates_provider_id",
                        column: x => x.provider_id,
                        principalTable: "saml_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saml_consumed_assertions",
                columns: table => new
                {
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    keep_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_consumed_assertions", x => new { x.provider_id, x.kind, x.message_id });
                    table.ForeignKey(
                        name: "fk_saml_consumed_assertions_provider_id",
                        column: x => x.provider_id,
                        principalTable: "saml_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saml_domains",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    domain = table.Column<string>(type: "text", nullable: false),
                    token = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    verified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lost_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    enforced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    was_vouched_for = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_domains", x => x.id);
                    table.ForeignKey(
                        name: "fk_saml_domains_provider_id",
                        column: x => x.provider_id,
                        principalTable: "saml_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saml_identities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(600)", maxLength: 600, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    made_account = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_sign_in_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    email = table.Column<string>(type: "text", nullable: false),
                    groups = table.Column<string[]>(type: "text[]", nullable: false),
                    roles = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_identities", x => x.id);
                    table.ForeignKey(
                        name: "fk_saml_identities_provider_id",
                        column: x => x.provider_id,
                        principalTable: "saml_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_saml_identities_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saml_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    certificate = table.Column<byte[]>(type: "bytea", nullable: false),
                    protected_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    not_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    warned_days = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_keys", x => x.id);
                    table.ForeignKey(
                        name: "fk_saml_keys_provider_id",
                        column: x => x.provider_id,
                        principalTable: "saml_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saml_refusals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    correlation_id = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: true),
                    expected = table.Column<string>(type: "text", nullable: false),
                    got = table.Column<string>(type: "text", nullable: false),
                    message = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_refusals", x => x.id);
                    table.ForeignKey(
                        name: "fk_saml_refusals_provider_id",
                        column: x => x.provider_id,
                        principalTable: "saml_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saml_requests",
                columns: table => new
                {
                    id_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    provider_id = table.Column<Guid>(type: "uuid", nullable: false),
                    browser_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    relay_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    return_url = table.Column<string>(type: "text", nullable: true),
                    forced_authentication = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    passed = table.Column<bool>(type: "boolean", nullable: true),
                    protected_answer = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saml_requests", x => x.id_hash);
                    table.ForeignKey(
                        name: "fk_saml_requests_provider_id",
                        column: x => x.provider_id,
                        principalTable: "saml_providers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_saml_requests_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_device_sessions_saml_provider_id_saml_name_id",
                table: "device_sessions",
                columns: new[] { "saml_provider_id", "saml_name_id" },
                filter: "saml_provider_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_saml_certificates_provider_id_thumbprint",
                table: "saml_certificates",
                columns: new[] { "provider_id", "thumbprint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saml_consumed_assertions_keep_until",
                table: "saml_consumed_assertions",
                column: "keep_until");

            migrationBuilder.CreateIndex(
                name: "ix_saml_domains_domain",
                table: "saml_domains",
                column: "domain",
                unique: true,
                filter: "verified_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_saml_domains_provider_id_domain",
                table: "saml_domains",
                columns: new[] { "provider_id", "domain" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saml_identities_provider_id_key",
                table: "saml_identities",
                columns: new[] { "provider_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saml_identities_user_id_provider_id",
                table: "saml_identities",
                columns: new[] { "user_id", "provider_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saml_keys_provider_id_state",
                table: "saml_keys",
                columns: new[] { "provider_id", "state" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saml_providers_slug",
                table: "saml_providers",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saml_refusals_at",
                table: "saml_refusals",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_saml_refusals_correlation_id",
                table: "saml_refusals",
                column: "correlation_id");

            migrationBuilder.CreateIndex(
                name: "ix_saml_refusals_provider_id_at",
                table: "saml_refusals",
                columns: new[] { "provider_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_saml_requests_expires_at",
                table: "saml_requests",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_saml_requests_provider_id",
                table: "saml_requests",
                column: "provider_id");

            migrationBuilder.CreateIndex(
                name: "ix_saml_requests_user_id",
                table: "saml_requests",
                column: "user_id",
                filter: "user_id is not null");

            // What the model cannot say: a session whose end is moved is news to every node that remembers it.
            migrationBuilder.Sql(
                """
                drop trigger portal_session_updated on device_sessions;
                create trigger portal_session_updated after update on device_sessions for each row
                  when ((old.key_hash, old.user_id, old.created_at, old.remembered, old.ticket, old.stepped_up_at, old.second_factor_at, old.confirm_since, old.device_name, old.saml_provider_id, old.ends_at)
                    is distinct from (new.key_hash, new.user_id, new.created_at, new.remembered, new.ticket, new.stepped_up_at, new.second_factor_at, new.confirm_since, new.device_name, new.saml_provider_id, new.ends_at)
                    or new.last_active_at < old.last_active_at)
                  execute function portal_session_changed();
                """);

            // Whoever disables a provider or takes it away, here or by hand, ends what it opened on every node at once.
            migrationBuilder.Sql(
                """
                create trigger portal_provider_disabled after update on saml_providers for each row
                  when (old.disabled_at is distinct from new.disabled_at) execute function portal_everything_changed();
                create trigger portal_provider_deleted after delete on saml_providers for each statement execute function portal_everything_changed();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger portal_session_updated on device_sessions;
                create trigger portal_session_updated after update on device_sessions for each row
                  when ((old.key_hash, old.user_id, old.created_at, old.remembered, old.ticket, old.stepped_up_at, old.second_factor_at, old.confirm_since, old.device_name, old.saml_provider_id)
                    is distinct from (new.key_hash, new.user_id, new.created_at, new.remembered, new.ticket, new.stepped_up_at, new.second_factor_at, new.confirm_since, new.device_name, new.saml_provider_id)
                    or new.last_active_at < old.last_active_at)
                  execute function portal_session_changed();
                """);

            migrationBuilder.DropTable(
                name: "saml_certificates");

            migrationBuilder.DropTable(
                name: "saml_consumed_assertions");

            migrationBuilder.DropTable(
                name: "saml_domains");

            migrationBuilder.DropTable(
                name: "saml_identities");

            migrationBuilder.DropTable(
                name: "saml_keys");

            migrationBuilder.DropTable(
                name: "saml_refusals");

            migrationBuilder.DropTable(
                name: "saml_requests");

            migrationBuilder.DropTable(
                name: "saml_providers");

            migrationBuilder.DropIndex(
                name: "ix_device_sessions_saml_provider_id_saml_name_id",
                table: "device_sessions");

            migrationBuilder.DropColumn(
                name: "is_break_glass",
                table: "users");

            migrationBuilder.DropColumn(
                name: "ends_at",
                table: "device_sessions");

            migrationBuilder.DropColumn(
                name: "saml_name_id_parts",
                table: "device_sessions");
        }
    }
}
