using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Sallyport.Storage.Sqlite;

/// <summary>
/// Migrates the files. The lock is the instance's own: one process at a time holds the data directory, so nobody else
/// migrates.
/// </summary>
/// <param name="scopes">Where the contexts come from.</param>
/// <param name="files">The files.</param>
internal sealed class SqliteSchema(IServiceScopeFactory scopes, SqliteFiles files) : ISchema
{
    public async Task<string?> UpdateAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        // The directory last: once it has anything, the others have something too.
        Database[] databases =
        [
            new(files.GitLab, scope.ServiceProvider.GetRequiredService<GitLabContext>()),
            new(files.SignIns, scope.ServiceProvider.GetRequiredService<SignInContext>()),
            new(files.Directory, scope.ServiceProvider.GetRequiredService<DirectoryContext>()),
        ];
        foreach (var database in databases)
            if (await database.FindUnknownMigrationAsync(cancel) is { } unknown)
                return $"{Path.GetFileName(database.Path)} has {unknown}";
        foreach (var database in databases)
            await database.MigrateAsync(cancel);
        return null;
    }

    private const int Full = 13; // SQLITE_FULL

    private sealed record Database(string Path, DbContext Context)
    {
        public async Task<string?> FindUnknownMigrationAsync(CancellationToken cancel)
        {
            try
            {
                var known = Context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
                var applied = await Context.Database.GetAppliedMigrationsAsync(cancel);
                return applied.LastOrDefault(m => !known.Contains(m));
            }
            catch (DbException exception)
            {
                throw Unusable(exception);
            }
        }

        // A process that was killed inside a migration leaves EF's lock row behind, and the next one would wait for it
        // for ever. Whoever calls this holds the data directory, so the row belongs to nobody.
        public async Task MigrateAsync(CancellationToken cancel)
        {
            try
            {
                UseWriteAheadLog();
                if (!(await Context.Database.GetPendingMigrationsAsync(cancel)).Any())
                    return;
                await Context.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancel);
                await Context.Database.MigrateAsync(cancel);
            }
            catch (DbException exception)
            {
                throw Unusable(exception);
            }
        }

        private UnusableDatabaseException Unusable(DbException exception) =>
            new(Path, exception) { IsFull = exception is SqliteException { SqliteErrorCode: Full } };

        // The file remembers the mode.
        private void UseWriteAheadLog()
        {
            using var connection = new SqliteConnection($"{SqliteOptions.To(Path)};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL;";
            command.ExecuteNonQuery();
        }
    }
}
