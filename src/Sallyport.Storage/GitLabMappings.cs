using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Storage;

/// <summary>How the GitLab side's entities lie in tables.</summary>
internal sealed class GitLabMappings :
    IEntityTypeConfiguration<GitLabUser>,
    IEntityTypeConfiguration<PersonalAccessToken>,
    IEntityTypeConfiguration<ProjectNamespace>,
    IEntityTypeConfiguration<Project>,
    IEntityTypeConfiguration<Pipeline>,
    IEntityTypeConfiguration<Job>,
    IEntityTypeConfiguration<CiVariable>,
    IEntityTypeConfiguration<CiEnvironment>,
    IEntityTypeConfiguration<PipelineTrigger>,
    IEntityTypeConfiguration<PipelineSchedule>,
    IEntityTypeConfiguration<GitLabRunner>,
    IEntityTypeConfiguration<RunnerRegistration>,
    IEntityTypeConfiguration<ResourceHold>,
    IEntityTypeConfiguration<JobArtifact>,
    IEntityTypeConfiguration<TraceChunk>,
    IEntityTypeConfiguration<BurnedRoute>,
    IEntityTypeConfiguration<GitLabSettings>
{
    public void Configure(EntityTypeBuilder<GitLabUser> builder)
    {
        builder.ToTable("GitLabUsers").HasKey(u => u.Id);
        builder.Property(u => u.Id).ValueGeneratedNever();
        builder.HasIndex(u => u.TokenHash).IsUnique();
        builder.HasIndex(u => u.Username).IsUnique();
        AsJson(builder.Property(u => u.Memberships));
        AsJson(builder.Property(u => u.Identities));
        builder.Ignore(u => u.DirectGroups);
        builder.Property(u => u.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<ProjectNamespace> builder)
    {
        builder.ToTable("GitLabNamespaces").HasKey(n => n.Id);
        builder.HasIndex(n => n.PathKey).IsUnique();
        builder.HasOne<ProjectNamespace>().WithMany().HasForeignKey(n => n.ParentId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(n => n.Segment);
    }

    public void Configure(EntityTypeBuilder<PersonalAccessToken> builder)
    {
        builder.ToTable("GitLabPersonalAccessTokens").HasKey(t => t.Id);
        builder.HasIndex(t => t.TokenHash).IsUnique();
        builder.HasOne<GitLabUser>().WithMany().HasForeignKey(t => t.UserId);
        AsJson(builder.Property(t => t.Scopes));
    }

    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.ToTable("GitLabProjects").HasKey(p => p.Key);
        builder.Property(p => p.Key).ValueGeneratedNever();
        builder.HasIndex(p => p.Id).IsUnique();
        builder.HasIndex(p => p.PathKey).IsUnique();
        builder.HasOne<ProjectNamespace>().WithMany()
            .HasForeignKey(p => p.NamespaceId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.Property(p => p.Version).IsConcurrencyToken();
        AsJson(builder.Property(p => p.Protected));
        AsJson(builder.Property(p => p.SubComponents));
        builder.Ignore(p => p.NamespacePath).Ignore(p => p.Name).Ignore(p => p.RootNamespace);
    }

    public void Configure(EntityTypeBuilder<Pipeline> builder)
    {
        builder.ToTable("GitLabPipelines").HasKey(p => p.Id);
        builder.HasIndex(p => new { p.ProjectKey, p.Iid }).IsUnique();
        builder.HasOne<Project>().WithMany().HasForeignKey(p => p.ProjectKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<GitLabUser>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.OwnsOne(p => p.Commit);
        builder.HasMany(p => p.Jobs).WithOne().HasForeignKey(j => j.PipelineId);
        builder.HasOne(p => p.Runner).WithOne()
            .HasForeignKey<GitLabRunner>(r => r.PipelineId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasIndex(p => new { p.TakesAnyRunner, p.Status });
        builder.HasIndex(p => p.ParentJobId).IsUnique();
        builder.HasIndex(p => p.RootId);
        builder.HasIndex(p => p.ScheduleId);
        AsJson(builder.Property(p => p.MergeRequest));
        AsJson(builder.Property(p => p.Origin));
        builder.Ignore(p => p.Ref).Ignore(p => p.CurrentJobs).Ignore(p => p.Stages).Ignore(p => p.IsOfFork);
    }

    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("GitLabJobs").HasKey(j => j.Id);
        builder.HasIndex(j => j.TokenHash);
        builder.HasOne<GitLabUser>().WithMany().HasForeignKey(j => j.UserId).OnDelete(DeleteBehavior.Restrict);
        AsJson(builder.Property(j => j.Definition));
        AsJson(builder.Property(j => j.IssuedTokens));
    }

    public void Configure(EntityTypeBuilder<CiVariable> builder)
    {
        builder.ToTable("GitLabVariables").HasKey(v => v.Id);
        builder.HasIndex(v => new { v.Owner, v.Key, v.EnvironmentScope }).IsUnique();
        builder.HasOne<Project>().WithMany().HasForeignKey(v => v.ProjectKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ProjectNamespace>().WithMany().HasForeignKey(v => v.GroupId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(v => v.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<CiEnvironment> builder)
    {
        builder.ToTable("GitLabEnvironments").HasKey(e => e.Id);
        builder.HasIndex(e => new { e.ProjectKey, e.Name }).IsUnique();
        builder.HasIndex(e => new { e.ProjectKey, e.Slug }).IsUnique();
        builder.HasOne<Project>().WithMany().HasForeignKey(e => e.ProjectKey).OnDelete(DeleteBehavior.Cascade);
        builder.Property(e => e.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<PipelineTrigger> builder)
    {
        builder.ToTable("GitLabPipelineTriggers").HasKey(t => t.Id);
        builder.HasIndex(t => t.TokenHash).IsUnique();
        builder.HasOne<Project>().WithMany().HasForeignKey(t => t.ProjectKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<GitLabUser>().WithMany().HasForeignKey(t => t.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<PipelineSchedule> builder)
    {
        builder.ToTable("GitLabPipelineSchedules").HasKey(s => s.Id);
        builder.HasOne<Project>().WithMany().HasForeignKey(s => s.ProjectKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<GitLabUser>().WithMany().HasForeignKey(s => s.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(s => s.Version).IsConcurrencyToken();
        AsJson(builder.Property(s => s.Variables));
        builder.Ignore(s => s.Target);
    }

    public void Configure(EntityTypeBuilder<GitLabRunner> builder)
    {
        builder.ToTable("GitLabRunners").HasKey(r => r.Id);
        builder.HasIndex(r => r.TokenHash).IsUnique();
        builder.HasOne<Project>().WithMany().HasForeignKey(r => r.ProjectKey).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<RunnerRegistration> builder)
    {
        builder.ToTable("GitLabRunnerRegistrations").HasKey(r => r.Id);
        builder.HasIndex(r => r.TokenHash).IsUnique();
        builder.HasOne<Project>().WithMany().HasForeignKey(r => r.ProjectKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<ResourceHold> builder)
    {
        builder.ToTable("GitLabResourceHolds").HasKey(h => new { h.ProjectKey, h.Group });
        builder.HasOne<Project>().WithMany().HasForeignKey(h => h.ProjectKey);
    }

    public void Configure(EntityTypeBuilder<JobArtifact> builder)
    {
        builder.ToTable("GitLabArtifacts").HasKey(a => a.Id);
        builder.HasIndex(a => new { a.JobId, a.Type }).IsUnique();
        builder.HasIndex(a => a.ExpiresAt);
        builder.HasOne<Job>().WithMany().HasForeignKey(a => a.JobId);
        builder.Property(a => a.Variables).HasConversion(
            v => JsonSerializer.Serialize(v, JsonSerializerOptions.Default),
            t => JsonSerializer.Deserialize<List<DotenvVariable>>(t, JsonSerializerOptions.Default)!);
    }

    public void Configure(EntityTypeBuilder<TraceChunk> builder)
    {
        builder.ToTable("GitLabTraceChunks").HasKey(c => new { c.JobId, c.Start });
        builder.HasOne<Job>().WithMany().HasForeignKey(c => c.JobId);
    }

    public void Configure(EntityTypeBuilder<BurnedRoute> builder) =>
        builder.ToTable("GitLabBurnedRoutes").HasKey(r => r.PathKey);

    public void Configure(EntityTypeBuilder<GitLabSettings> builder)
    {
        builder.ToTable("GitLabSettings").HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
    }

    // Values that are read and written whole.
    private static void AsJson<T>(PropertyBuilder<T> property) => property.HasConversion(
        v => JsonSerializer.Serialize(v, JsonSerializerOptions.Default),
        t => JsonSerializer.Deserialize<T>(t, JsonSerializerOptions.Default)!);
}
