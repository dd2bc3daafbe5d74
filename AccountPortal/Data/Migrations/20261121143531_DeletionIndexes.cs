using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccountPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class DeletionIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_users_created_at",
                table: "users",
                column: "created_at",
                filter: "not email_verified");

            migrationBuilder.CreateIndex(
                name: "ix_ended_sessions_ended_by",
                table: "ended_sessions",
                column: "ended_by",
                filter: "ended_by is not null");

            // What the model cannot say: an erasure looks for mails to the address that no account is named on.
            migrationBuilder.Sql("create index ix_outbox_emails_lower_to_address on outbox_emails (lower(to_address)) where user_id is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop index ix_outbox_emails_lower_to_address");

            migrationBuilder.DropIndex(
                name: "ix_users_created_at",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_ended_sessions_ended_by",
                table: "ended_sessions");
        }
    }
}
