using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sallyport.Storage.Migrations
{
    /// <inheritdoc />
    public partial class CertificatesAndAppRoles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AppRoles",
                table: "applications",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "KeyCredentials",
                table: "applications",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RequestedAccessTokenVersion",
                table: "applications",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "AppRoles",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "KeyCredentials",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "RequestedAccessTokenVersion",
                table: "applications");
        }
    }
}
