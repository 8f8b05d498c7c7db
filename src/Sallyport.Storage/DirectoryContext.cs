using Microsoft.EntityFrameworkCore;

namespace Sallyport.Storage;

/// <summary>
/// The database of the Azure side: the directory, Azure's resources and roles, and all signing keys. It maps the core's
/// own types to tables, whatever the engine, and decides nothing.
/// </summary>
public abstract class DirectoryContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyConfigurationsFromAssembly(
        typeof(DirectoryContext).Assembly, mapping => mapping != typeof(GitLabMappings));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
}
