using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sallyport.Storage.Sqlite.Migrations.GitLab
{
    /// <inheritdoc />
    internal partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "GitLabBurnedRoutes",
                columns: table => new
                {
                    PathKey = table.Column<string>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<long>(type: "INTEGER", nullable: false),
                    BurnedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabBurnedRoutes", x => x.PathKey);
                });

            migrationBuilder.CreateTable(
                name: "GitLabNamespaces",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    PathKey = table.Column<string>(type: "TEXT", nullable: false),
                    ParentId = table.Column<long>(type: "INTEGER", nullable: true),
                    UserId = table.Column<long>(type: "INTEGER", nullable: true),
                    GivenName = table.Column<string>(type: "TEXT", nullable: true),
                    Description = table.Column<string>(type: "TEXT", nullable: false),
                    Visibility = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabNamespaces", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabNamespaces_GitLabNamespaces_ParentId",
                        column: x => x.ParentId,
                        principalTable: "GitLabNamespaces",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GitLabSettings",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    BlockJwtForReclaimedPaths = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabSettings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "GitLabUsers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    Username = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Email = table.Column<string>(type: "TEXT", nullable: false),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    IsAdministrator = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Memberships = table.Column<string>(type: "TEXT", nullable: false),
                    Identities = table.Column<string>(type: "TEXT", nullable: false),
                    PassesIdentities = table.Column<bool>(type: "INTEGER", nullable: false),
                    PassesGroups = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabUsers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "GitLabProjects",
                columns: table => new
                {
                    Key = table.Column<Guid>(type: "TEXT", nullable: false),
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    Path = table.Column<string>(type: "TEXT", nullable: false),
                    PathKey = table.Column<string>(type: "TEXT", nullable: false),
                    NamespaceId = table.Column<long>(type: "INTEGER", nullable: false),
                    RootNamespaceId = table.Column<long>(type: "INTEGER", nullable: false),
                    Visibility = table.Column<string>(type: "TEXT", nullable: false),
                    DefaultBranch = table.Column<string>(type: "TEXT", nullable: false),
                    Protected = table.Column<string>(type: "TEXT", nullable: false),
                    SubComponents = table.Column<string>(type: "TEXT", nullable: false),
                    BuildTimeout = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabProjects", x => x.Key);
                    table.ForeignKey(
                        name: "FK_GitLabProjects_GitLabNamespaces_NamespaceId",
                        column: x => x.NamespaceId,
                        principalTable: "GitLabNamespaces",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GitLabPersonalAccessTokens",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    UserId = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Scopes = table.Column<string>(type: "TEXT", nullable: false),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    IsRevoked = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabPersonalAccessTokens", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabPersonalAccessTokens_GitLabUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "GitLabUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "GitLabEnvironments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ProjectKey = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Slug = table.Column<string>(type: "TEXT", nullable: false),
                    ExternalUrl = table.Column<string>(type: "TEXT", nullable: true),
                    Tier = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    LastJobId = table.Column<long>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabEnvironments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabEnvironments_GitLabProjects_ProjectKey",
                        column: x => x.ProjectKey,
                        principalTable: "GitLabProjects",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "GitLabPipelineSchedules",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ProjectKey = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<long>(type: "INTEGER", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: false),
                    Ref = table.Column<string>(type: "TEXT", nullable: false),
                    Cron = table.Column<string>(type: "TEXT", nullable: false),
                    CronTimezone = table.Column<string>(type: "TEXT", nullable: false),
                    IsActive = table.Column<bool>(type: "INTEGER", nullable: false),
                    NextRunAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Variables = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabPipelineSchedules", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabPipelineSchedules_GitLabProjects_ProjectKey",
                        column: x => x.ProjectKey,
                        principalTable: "GitLabProjects",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_GitLabPipelineSchedules_GitLabUsers_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "GitLabUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GitLabPipelineTriggers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ProjectKey = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<long>(type: "INTEGER", nullable: false),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ShortToken = table.Column<string>(type: "TEXT", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastUsed = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabPipelineTriggers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabPipelineTriggers_GitLabProjects_ProjectKey",
                        column: x => x.ProjectKey,
                        principalTable: "GitLabProjects",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_GitLabPipelineTriggers_GitLabUsers_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "GitLabUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GitLabPipelines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Iid = table.Column<long>(type: "INTEGER", nullable: false),
                    ProjectKey = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<long>(type: "INTEGER", nullable: false),
                    RefType = table.Column<int>(type: "INTEGER", nullable: false),
                    RefName = table.Column<string>(type: "TEXT", nullable: false),
                    Commit_Sha = table.Column<string>(type: "TEXT", nullable: false),
                    Commit_Message = table.Column<string>(type: "TEXT", nullable: false),
                    Commit_Author = table.Column<string>(type: "TEXT", nullable: false),
                    Commit_Timestamp = table.Column<long>(type: "INTEGER", nullable: true),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    MergeRequest = table.Column<string>(type: "TEXT", nullable: true),
                    ScheduleId = table.Column<long>(type: "INTEGER", nullable: true),
                    Origin = table.Column<string>(type: "TEXT", nullable: false),
                    ParentJobId = table.Column<long>(type: "INTEGER", nullable: true),
                    RootId = table.Column<long>(type: "INTEGER", nullable: true),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CancelsOnFailure = table.Column<bool>(type: "INTEGER", nullable: false),
                    TakesAnyRunner = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabPipelines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabPipelines_GitLabProjects_ProjectKey",
                        column: x => x.ProjectKey,
                        principalTable: "GitLabProjects",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_GitLabPipelines_GitLabUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "GitLabUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GitLabResourceHolds",
                columns: table => new
                {
                    ProjectKey = table.Column<Guid>(type: "TEXT", nullable: false),
                    Group = table.Column<string>(type: "TEXT", nullable: false),
                    JobId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabResourceHolds", x => new { x.ProjectKey, x.Group });
                    table.ForeignKey(
                        name: "FK_GitLabResourceHolds_GitLabProjects_ProjectKey",
                        column: x => x.ProjectKey,
                        principalTable: "GitLabProjects",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "GitLabRunnerRegistrations",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ProjectKey = table.Column<Guid>(type: "TEXT", nullable: true),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabRunnerRegistrations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabRunnerRegistrations_GitLabProjects_ProjectKey",
                        column: x => x.ProjectKey,
                        principalTable: "GitLabProjects",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "GitLabVariables",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    ProjectKey = table.Column<Guid>(type: "TEXT", nullable: true),
                    GroupId = table.Column<long>(type: "INTEGER", nullable: true),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: false),
                    IsFile = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsProtected = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsMasked = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsHidden = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsRaw = table.Column<bool>(type: "INTEGER", nullable: false),
                    EnvironmentScope = table.Column<string>(type: "TEXT", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabVariables", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabVariables_GitLabNamespaces_GroupId",
                        column: x => x.GroupId,
                        principalTable: "GitLabNamespaces",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_GitLabVariables_GitLabProjects_ProjectKey",
                        column: x => x.ProjectKey,
                        principalTable: "GitLabProjects",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "GitLabJobs",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PipelineId = table.Column<long>(type: "INTEGER", nullable: false),
                    StageIndex = table.Column<int>(type: "INTEGER", nullable: false),
                    Definition = table.Column<string>(type: "TEXT", nullable: false),
                    UserId = table.Column<long>(type: "INTEGER", nullable: true),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Timeout = table.Column<int>(type: "INTEGER", nullable: true),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    IssuedTokens = table.Column<string>(type: "TEXT", nullable: false),
                    FailureReason = table.Column<string>(type: "TEXT", nullable: true),
                    ExitCode = table.Column<int>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RunnerId = table.Column<long>(type: "INTEGER", nullable: true),
                    RunnerDescription = table.Column<string>(type: "TEXT", nullable: true),
                    IsRetried = table.Column<bool>(type: "INTEGER", nullable: false),
                    StartsAtOnce = table.Column<bool>(type: "INTEGER", nullable: false),
                    ResourceGroup = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabJobs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabJobs_GitLabPipelines_PipelineId",
                        column: x => x.PipelineId,
                        principalTable: "GitLabPipelines",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_GitLabJobs_GitLabUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "GitLabUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GitLabRunners",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PipelineId = table.Column<long>(type: "INTEGER", nullable: true),
                    ProjectKey = table.Column<Guid>(type: "TEXT", nullable: true),
                    TokenHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: false),
                    Tags = table.Column<string>(type: "TEXT", nullable: false),
                    RunsUntagged = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsLocked = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsPaused = table.Column<bool>(type: "INTEGER", nullable: false),
                    ProtectedOnly = table.Column<bool>(type: "INTEGER", nullable: false),
                    MaximumTimeout = table.Column<int>(type: "INTEGER", nullable: true),
                    MaintenanceNote = table.Column<string>(type: "TEXT", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabRunners", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabRunners_GitLabPipelines_PipelineId",
                        column: x => x.PipelineId,
                        principalTable: "GitLabPipelines",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_GitLabRunners_GitLabProjects_ProjectKey",
                        column: x => x.ProjectKey,
                        principalTable: "GitLabProjects",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "GitLabArtifacts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    JobId = table.Column<long>(type: "INTEGER", nullable: false),
                    Type = table.Column<string>(type: "TEXT", nullable: false),
                    Format = table.Column<string>(type: "TEXT", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    StoredAs = table.Column<string>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Variables = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabArtifacts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GitLabArtifacts_GitLabJobs_JobId",
                        column: x => x.JobId,
                        principalTable: "GitLabJobs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "GitLabTraceChunks",
                columns: table => new
                {
                    JobId = table.Column<long>(type: "INTEGER", nullable: false),
                    Start = table.Column<long>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    End = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GitLabTraceChunks", x => new { x.JobId, x.Start });
                    table.ForeignKey(
                        name: "FK_GitLabTraceChunks_GitLabJobs_JobId",
                        column: x => x.JobId,
                        principalTable: "GitLabJobs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_GitLabArtifacts_ExpiresAt",
                table: "GitLabArtifacts",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabArtifacts_JobId_Type",
                table: "GitLabArtifacts",
                columns: new[] { "JobId", "Type" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabEnvironments_ProjectKey_Name",
                table: "GitLabEnvironments",
                columns: new[] { "ProjectKey", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabEnvironments_ProjectKey_Slug",
                table: "GitLabEnvironments",
                columns: new[] { "ProjectKey", "Slug" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabJobs_PipelineId",
                table: "GitLabJobs",
                column: "PipelineId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabJobs_TokenHash",
                table: "GitLabJobs",
                column: "TokenHash");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabJobs_UserId",
                table: "GitLabJobs",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabNamespaces_ParentId",
                table: "GitLabNamespaces",
                column: "ParentId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabNamespaces_PathKey",
                table: "GitLabNamespaces",
                column: "PathKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPersonalAccessTokens_TokenHash",
                table: "GitLabPersonalAccessTokens",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPersonalAccessTokens_UserId",
                table: "GitLabPersonalAccessTokens",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelineSchedules_OwnerId",
                table: "GitLabPipelineSchedules",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelineSchedules_ProjectKey",
                table: "GitLabPipelineSchedules",
                column: "ProjectKey");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelineTriggers_OwnerId",
                table: "GitLabPipelineTriggers",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelineTriggers_ProjectKey",
                table: "GitLabPipelineTriggers",
                column: "ProjectKey");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelineTriggers_TokenHash",
                table: "GitLabPipelineTriggers",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelines_ParentJobId",
                table: "GitLabPipelines",
                column: "ParentJobId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelines_ProjectKey_Iid",
                table: "GitLabPipelines",
                columns: new[] { "ProjectKey", "Iid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelines_RootId",
                table: "GitLabPipelines",
                column: "RootId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelines_ScheduleId",
                table: "GitLabPipelines",
                column: "ScheduleId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelines_TakesAnyRunner_Status",
                table: "GitLabPipelines",
                columns: new[] { "TakesAnyRunner", "Status" });

            migrationBuilder.CreateIndex(
                name: "IX_GitLabPipelines_UserId",
                table: "GitLabPipelines",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabProjects_Id",
                table: "GitLabProjects",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabProjects_NamespaceId",
                table: "GitLabProjects",
                column: "NamespaceId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabProjects_PathKey",
                table: "GitLabProjects",
                column: "PathKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabRunnerRegistrations_ProjectKey",
                table: "GitLabRunnerRegistrations",
                column: "ProjectKey");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabRunnerRegistrations_TokenHash",
                table: "GitLabRunnerRegistrations",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabRunners_PipelineId",
                table: "GitLabRunners",
                column: "PipelineId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabRunners_ProjectKey",
                table: "GitLabRunners",
                column: "ProjectKey");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabRunners_TokenHash",
                table: "GitLabRunners",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabUsers_TokenHash",
                table: "GitLabUsers",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabUsers_Username",
                table: "GitLabUsers",
                column: "Username",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabVariables_GroupId",
                table: "GitLabVariables",
                column: "GroupId");

            migrationBuilder.CreateIndex(
                name: "IX_GitLabVariables_Owner_Key_EnvironmentScope",
                table: "GitLabVariables",
                columns: new[] { "Owner", "Key", "EnvironmentScope" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GitLabVariables_ProjectKey",
                table: "GitLabVariables",
                column: "ProjectKey");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "GitLabArtifacts");

            migrationBuilder.DropTable(
                name: "GitLabBurnedRoutes");

            migrationBuilder.DropTable(
                name: "GitLabEnvironments");

            migrationBuilder.DropTable(
                name: "GitLabPersonalAccessTokens");

            migrationBuilder.DropTable(
                name: "GitLabPipelineSchedules");

            migrationBuilder.DropTable(
                name: "GitLabPipelineTriggers");

            migrationBuilder.DropTable(
                name: "GitLabResourceHolds");

            migrationBuilder.DropTable(
                name: "GitLabRunnerRegistrations");

            migrationBuilder.DropTable(
                name: "GitLabRunners");

            migrationBuilder.DropTable(
                name: "GitLabSettings");

            migrationBuilder.DropTable(
                name: "GitLabTraceChunks");

            migrationBuilder.DropTable(
                name: "GitLabVariables");

            migrationBuilder.DropTable(
                name: "GitLabJobs");

            migrationBuilder.DropTable(
                name: "GitLabPipelines");

            migrationBuilder.DropTable(
                name: "GitLabProjects");

            migrationBuilder.DropTable(
                name: "GitLabUsers");

            migrationBuilder.DropTable(
                name: "GitLabNamespaces");
        }
    }
}
