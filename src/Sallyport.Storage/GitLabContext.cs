using Microsoft.EntityFrameworkCore;

namespace Sallyport.Storage;

/// <summary>
/// The database of the GitLab side: users, projects, pipelines and logs of jobs. It is apart from <see
/// cref="DirectoryContext"/>, so that a job that writes its log does not look like a change of the directory.
/// </summary>
internal abstract class GitLabContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyConfigurationsFromAssembly(
        typeof(GitLabContext).Assembly, mapping => mapping == typeof(GitLabMappings));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
}
