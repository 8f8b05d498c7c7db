using Microsoft.Extensions.DependencyInjection;
using Sallyport.Storage.Sqlite;

namespace Sallyport.Storage.Tests;

/// <summary>
/// What every engine must do alike, on the schema that its migrations create. A further engine is one more class like
/// <see cref="SqliteStores"/>; the facts are in the parts of this class, one file a store.
/// </summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);

    private readonly List<IServiceScope> scopes = [];
    private ServiceProvider provider = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System);
        AddStorage(services);
        provider = services.BuildServiceProvider();
        Assert.Null(await provider.GetRequiredService<ISchema>().UpdateAsync(Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        scopes.ForEach(s => s.Dispose());
        await provider.DisposeAsync();
        RemoveStorage();
        GC.SuppressFinalize(this);
    }

    /// <summary>Registers the engine as the server does, with databases that are empty.</summary>
    protected abstract void AddStorage(IServiceCollection services);

    /// <summary>Removes the databases.</summary>
    protected abstract void RemoveStorage();

    /// <summary>A new unit of work on the same databases: what one has written, the next must read.</summary>
    private IServiceProvider NewScope()
    {
        var scope = provider.CreateScope();
        scopes.Add(scope);
        return scope.ServiceProvider;
    }

    private T New<T>()
        where T : notnull => NewScope().GetRequiredService<T>();
}

/// <summary>SQLite, in files of its own per test.</summary>
public sealed class SqliteStores : StoreContract
{
    private readonly TestFiles files = new();

    protected override void AddStorage(IServiceCollection services) =>
        services.AddSqliteStorage(files.Storage, new SignInRetention(TimeSpan.FromDays(30)));

    protected override void RemoveStorage() => files.Dispose();
}
