using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Sallyport.Storage;

/// <summary>The model on SQLite: write-ahead log, every commit synced to the disk before it is acknowledged.</summary>
public sealed class SqliteContext(DbContextOptions<SqliteContext> options) : SallyportContext(options)
{
    /// <summary>The options for a database file.</summary>
    public static void Configure(DbContextOptionsBuilder builder, string path) =>
        builder
            .UseSqlite($"Data Source={path};Default Timeout=30", o => o.UseQuerySplittingBehavior(QuerySplittingBehavior.SingleQuery))
            .AddInterceptors(new Pragmas());

    /// <summary>Puts a database file into write-ahead mode, which the file then remembers.</summary>
    public static void Prepare(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL;";
        command.ExecuteNonQuery();
    }

    private sealed class Pragmas : DbConnectionInterceptor
    {
        private const string Text = "PRAGMA synchronous=FULL;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Text;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Text;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>For <c>dotnet ef migrations add</c> only.</summary>
    private sealed class DesignTime : IDesignTimeDbContextFactory<SqliteContext>
    {
        public SqliteContext CreateDbContext(string[] args)
        {
            var builder = new DbContextOptionsBuilder<SqliteContext>();
            Configure(builder, "design.db");
            return new SqliteContext(builder.Options);
        }
    }
}
