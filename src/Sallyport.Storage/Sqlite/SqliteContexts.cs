using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Sallyport.Storage.Sqlite;

/// <summary>The directory's database in a file.</summary>
internal sealed class SqliteDirectoryContext(DbContextOptions<SqliteDirectoryContext> options)
    : DirectoryContext(options)
{
    private sealed class DesignTime : IDesignTimeDbContextFactory<SqliteDirectoryContext>
    {
        public SqliteDirectoryContext CreateDbContext(string[] args) =>
            new(SqliteOptions.AtDesignTime<SqliteDirectoryContext>());
    }
}

/// <summary>The GitLab side's database in a file.</summary>
internal sealed class SqliteGitLabContext(DbContextOptions<SqliteGitLabContext> options) : GitLabContext(options)
{
    private sealed class DesignTime : IDesignTimeDbContextFactory<SqliteGitLabContext>
    {
        public SqliteGitLabContext CreateDbContext(string[] args) =>
            new(SqliteOptions.AtDesignTime<SqliteGitLabContext>());
    }
}
