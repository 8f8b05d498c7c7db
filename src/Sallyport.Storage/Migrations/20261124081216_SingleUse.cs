using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sallyport.Storage.Migrations
{
    /// <inheritdoc />
    public partial class SingleUse : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "SingleUse",
                table: "federated_identity_credentials",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "spent_assertions",
                columns: table => new
                {
                    CredentialId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Expires = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_spent_assertions", x => new { x.CredentialId, x.Sha256 });
                    table.ForeignKey(
                        name: "FK_spent_assertions_federated_identity_credentials_CredentialId",
                        column: x => x.CredentialId,
                        principalTable: "federated_identity_credentials",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_spent_assertions_Expires",
                table: "spent_assertions",
                column: "Expires");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "spent_assertions");

            migrationBuilder.DropColumn(
                name: "SingleUse",
                table: "federated_identity_credentials");
        }
    }
}
