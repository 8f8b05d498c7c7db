using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sallyport.Storage.Migrations
{
    /// <inheritdoc />
    public partial class UniqueNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "UniqueName",
                table: "applications",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_applications_TenantId_UniqueName",
                table: "applications",
                columns: new[] { "TenantId", "UniqueName" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_applications_TenantId_UniqueName",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "UniqueName",
                table: "applications");
        }
    }
}
