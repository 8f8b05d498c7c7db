using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Sallyport.Storage.Tests;

/// <summary>What a database of an earlier version keeps when it is brought to today's schema.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-migration-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_was_spent_under_a_credential_is_spent_for_its_application()
    {
        var builder = new DbContextOptionsBuilder<SqliteContext>();
        SqliteContext.Configure(builder, Path.Combine(folder, "sallyport.db"));
        await using var context = new SqliteContext(builder.Options);
        await context.Database.MigrateAsync("UniqueNames", Cancel);
        await context.Database.OpenConnectionAsync(Cancel);
        await context.Database.ExecuteSqlRawAsync("""
            PRAGMA foreign_keys=OFF;
            INSERT INTO federated_identity_credentials ("Id", "ApplicationId", "Name", "Issuer", "Audience", "SingleUse", "CreatedDateTime")
                VALUES ('C1', 'A', 'one', 'i', 'a', 1, 0), ('C2', 'A', 'two', 'i', 'a', 1, 0), ('C3', 'B', 'one', 'i', 'a', 1, 0);
            INSERT INTO spent_assertions ("CredentialId", "Sha256", "Expires") VALUES ('C1', 'x', 1), ('C2', 'x', 2), ('C1', 'y', 3), ('C3', 'x', 4);
            PRAGMA foreign_keys=ON;
            """, Cancel);
        Assert.Null(await Schema.UpdateAsync(context, Cancel));
        var rows = await context.Database.SqlQuery<string>($"SELECT \"ApplicationId\" || \"Sha256\" || \"Expires\" AS \"Value\" FROM spent_assertions").ToListAsync(Cancel);
        Assert.Equal(["Ax2", "Ay3", "Bx4"], rows.Order(StringComparer.Ordinal));
    }
}
