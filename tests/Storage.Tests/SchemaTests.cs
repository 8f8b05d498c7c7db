using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Sallyport.Storage.Tests;

/// <summary>How the databases are brought to today's schema.</summary>
public sealed class SchemaTests : IDisposable
{
    private readonly TestFiles files = new();

    public static TheoryData<string> Databases { get; } = new("sallyport.db", "gitlab.db", "sign-ins.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task The_migrations_say_what_the_models_say()
    {
        await using var storage = files.Compose();
        await using var scope = storage.CreateAsyncScope();
        DbContext[] contexts =
        [
            scope.ServiceProvider.GetRequiredService<DirectoryContext>(),
            scope.ServiceProvider.GetRequiredService<GitLabContext>(),
            scope.ServiceProvider.GetRequiredService<SignInContext>(),
        ];
        Assert.All(contexts, c => Assert.False(c.Database.HasPendingModelChanges(), c.GetType().Name));
    }

    [Fact]
    public async Task A_second_update_changes_nothing()
    {
        await using var storage = await files.OpenAsync();
        Assert.Null(await storage.GetRequiredService<ISchema>().UpdateAsync(Cancel));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_lock_of_a_process_that_was_killed_inside_a_migration_is_nobodys(string database)
    {
        using (var killed = TestFiles.Connect(PathOf(database)))
            TestFiles.Execute(killed, """
                CREATE TABLE "__EFMigrationsLock" (
                    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-24 01:12:52+00:00');
                """);
        await using var storage = files.Compose();
        Assert.Null(await storage.GetRequiredService<ISchema>().UpdateAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_newer_versions_database_is_named_and_none_of_the_others_is_touched(string database)
    {
        using (var newer = TestFiles.Connect(PathOf(database)))
            TestFiles.Execute(newer, """
                CREATE TABLE "__EFMigrationsHistory" ("MigrationId" TEXT NOT NULL PRIMARY KEY, "ProductVersion" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_Future', '99.0.0');
                """);
        await using var storage = files.Compose();
        Assert.Equal($"{database} has 29990101000000_Future", await storage.GetRequiredService<ISchema>().UpdateAsync(Cancel));
        SqliteConnection.ClearAllPools();
        var others = Databases.Select(row => row.Data).Where(name => name != database);
        Assert.All(others, name => Assert.Equal(0, new FileInfo(PathOf(name)).Length));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_file_that_is_no_database_is_named(string database)
    {
        await File.WriteAllTextAsync(PathOf(database), new string('x', 8192), Cancel);
        await using var storage = files.Compose();
        var schema = storage.GetRequiredService<ISchema>();
        var refused = await Assert.ThrowsAsync<UnusableDatabaseException>(() => schema.UpdateAsync(Cancel));
        Assert.Equal(PathOf(database), refused.Database);
    }

    private string PathOf(string database) => Path.Combine(Path.GetDirectoryName(files.Storage.Directory)!, database);
}
