using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sallyport.Storage.Sqlite.Migrations.SignIns
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "sign_ins",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedDateTime = table.Column<long>(type: "INTEGER", nullable: false),
                    CorrelationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    TenantId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    AppId = table.Column<string>(type: "TEXT", nullable: true),
                    AppDisplayName = table.Column<string>(type: "TEXT", nullable: true),
                    ServicePrincipalId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    IpAddress = table.Column<byte[]>(type: "BLOB", nullable: true),
                    UserPrincipalName = table.Column<string>(type: "TEXT", nullable: true),
                    UserId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    UserDisplayName = table.Column<string>(type: "TEXT", nullable: true),
                    IsClientAccepted = table.Column<bool>(type: "INTEGER", nullable: false),
                    Resource = table.Column<string>(type: "TEXT", nullable: true),
                    ClientCredentialType = table.Column<string>(type: "TEXT", nullable: true),
                    CredentialKeyId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    CredentialThumbprint = table.Column<byte[]>(type: "BLOB", nullable: true),
                    AssertionSha256 = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ErrorCode = table.Column<int>(type: "INTEGER", nullable: false),
                    FailureReason = table.Column<string>(type: "TEXT", nullable: true),
                    UniqueTokenIdentifier = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_CredentialId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Federated_CredentialName = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_Demanded = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_Failure = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_Nearest = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_Outcome = table.Column<int>(type: "INTEGER", nullable: true),
                    Federated_Presented_Audience = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_Presented_Claims = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_Presented_Issuer = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_Presented_OtherForms = table.Column<string>(type: "TEXT", nullable: true),
                    Federated_Presented_Subject = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sign_ins", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_CreatedDateTime",
                table: "sign_ins",
                column: "CreatedDateTime");

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_TenantId_AppId_Id",
                table: "sign_ins",
                columns: new[] { "TenantId", "AppId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_TenantId_Id",
                table: "sign_ins",
                columns: new[] { "TenantId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_of_clients",
                table: "sign_ins",
                column: "CreatedDateTime",
                filter: "\"ServicePrincipalId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_sign_ins_of_strangers",
                table: "sign_ins",
                column: "CreatedDateTime",
                filter: "\"ServicePrincipalId\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sign_ins");
        }
    }
}
