using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sallyport.Storage.Sqlite.Migrations.GitLab
{
    /// <inheritdoc />
    public partial class JobUsers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "UserId",
                table: "GitLabJobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabJobs_UserId",
                table: "GitLabJobs",
                column: "UserId");

            migrationBuilder.AddForeignKey(
                name: "FK_GitLabJobs_GitLabUsers_UserId",
                table: "GitLabJobs",
                column: "UserId",
                principalTable: "GitLabUsers",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_GitLabJobs_GitLabUsers_UserId",
                table: "GitLabJobs");

            migrationBuilder.DropIndex(
                name: "IX_GitLabJobs_UserId",
                table: "GitLabJobs");

            migrationBuilder.DropColumn(
                name: "UserId",
                table: "GitLabJobs");
        }
    }
}
