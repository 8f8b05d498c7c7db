using Microsoft.EntityFrameworkCore;

namespace Sallyport.Storage.Tests;

/// <summary>
/// What every engine must do alike. A further engine is one more class like <see cref="SqliteStores"/>; the facts are in the parts of
/// this class, one file a store.
/// </summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    /// <summary>A new context on the same database: what one has written, the next must read.</summary>
    protected abstract SallyportContext NewContext();

    /// <summary>Makes an empty database with today's schema.</summary>
    public abstract ValueTask InitializeAsync();

    /// <summary>Removes it.</summary>
    public abstract ValueTask DisposeAsync();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected static readonly DateTimeOffset Noon = new(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);
}

/// <summary>SQLite, in a file of its own per test.</summary>
public sealed class SqliteStores : StoreContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-store-").FullName;

    protected override SallyportContext NewContext()
    {
        var builder = new DbContextOptionsBuilder<SqliteContext>();
        SqliteContext.Configure(builder, Path.Combine(folder, "sallyport.db"));
        return new SqliteContext(builder.Options);
    }

    public override async ValueTask InitializeAsync()
    {
        await using var context = NewContext();
        await context.Database.EnsureCreatedAsync(Cancel);
    }

    public override ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
