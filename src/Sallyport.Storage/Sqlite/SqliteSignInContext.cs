using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Sallyport.Storage.Sqlite;

/// <summary>
/// The log of sign-ins in a file, for its schema and for reading; <see cref="SqliteSignInLog"/> writes records.
/// </summary>
internal sealed class SqliteSignInContext(DbContextOptions<SqliteSignInContext> options) : SignInContext(options)
{
    /// <summary>
    /// The connection string of the file, which a reader never creates: a file that was removed must not seem to be
    /// there.
    /// </summary>
    public static string To(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 5 }
            .ToString();

    /// <summary>The options for the file of a connection string.</summary>
    public static void Configure(DbContextOptionsBuilder builder, string connection) => builder
        .UseSqlite(connection)
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<Guid>().HaveConversion<GuidBytes>();
    }

    // EF would store 36 characters. In big-endian order the bytes sort like the text, and version 7 like the time.
    private sealed class GuidBytes() : ValueConverter<Guid, byte[]>(v => v.ToByteArray(true), v => new Guid(v, true));

    private sealed class DesignTime : IDesignTimeDbContextFactory<SqliteSignInContext>
    {
        public SqliteSignInContext CreateDbContext(string[] args) =>
            new(SqliteOptions.AtDesignTime<SqliteSignInContext>());
    }
}
