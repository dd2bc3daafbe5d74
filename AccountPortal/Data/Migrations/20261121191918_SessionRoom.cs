using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AccountPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class SessionRoom : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterTable(
                name: "device_sessions")
                .Annotation("Npgsql:StorageParameter:fillfactor", 60)
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 85);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterTable(
                name: "device_sessions")
                .Annotation("Npgsql:StorageParameter:fillfactor", 85)
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 60);
        }
    }
}
