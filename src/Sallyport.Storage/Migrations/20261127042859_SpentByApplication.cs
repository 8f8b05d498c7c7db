using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sallyport.Storage.Migrations
{
    /// <inheritdoc />
    public partial class SpentByApplication : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_spent_assertions_Expires", table: "spent_assertions");
            migrationBuilder.RenameTable(name: "spent_assertions", newName: "spent_by_credential");
            migrationBuilder.CreateTable(
                name: "spent_assertions",
                columns: table => new
                {
                    ApplicationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    Expires = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table => table.PrimaryKey("PK_spent_assertions", x => new { x.ApplicationId, x.Sha256 }));
            migrationBuilder.CreateIndex(name: "IX_spent_assertions_Expires", table: "spent_assertions", column: "Expires");
            migrationBuilder.Sql("""
                INSERT INTO spent_assertions ("ApplicationId", "Sha256", "Expires")
                SELECT c."ApplicationId", s."Sha256", max(s."Expires") FROM spent_by_credential s
                JOIN federated_identity_credentials c ON c."Id" = s."CredentialId" GROUP BY c."ApplicationId", s."Sha256"
                """);
            migrationBuilder.DropTable(name: "spent_by_credential");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("What an application has spent cannot be told by credential any more.");
    }
}
