using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Sallyport.Storage.Sqlite;

/// <summary>How a context uses a database file: every commit is synced to the disk before it is acknowledged.</summary>
internal static class SqliteOptions
{
    /// <summary>
    /// The connection string of a file; waits up to 30 seconds while another process writes to it.
    /// </summary>
    public static string To(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();

    /// <summary>Uses the file of a connection string.</summary>
    public static DbContextOptionsBuilder UseFile(this DbContextOptionsBuilder builder, string connection) => builder
        .UseSqlite(
            connection,
            sqlite => sqlite.UseQuerySplittingBehavior(QuerySplittingBehavior.SingleQuery))
        .AddInterceptors(new Pragmas());

    /// <summary>The options of a context that only <c>dotnet ef migrations add</c> creates.</summary>
    public static DbContextOptions<TContext> AtDesignTime<TContext>()
        where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        builder.UseFile(To("design.db"));
        return builder.Options;
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
}
