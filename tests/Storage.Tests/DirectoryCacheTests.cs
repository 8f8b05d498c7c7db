using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Storage.Tests;

/// <summary>What exchanges keep of the directory, and until when.</summary>
public sealed class DirectoryCacheTests : IAsyncLifetime
{
    private static readonly Guid Contoso = new("11111111-0000-4000-8000-000000000001");

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-cache-").FullName;
    private SqliteContext context = null!;
    private DatabaseVersion version = null!;
    private DirectoryCache cache = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(folder, "sallyport.db");

    private CachedDirectory OfOneExchange => new(cache, new DirectoryStore(context));

    public async ValueTask InitializeAsync()
    {
        var builder = new DbContextOptionsBuilder<SqliteContext>();
        SqliteContext.Prepare(File);
        SqliteContext.Configure(builder, File);
        context = new SqliteContext(builder.Options);
        await context.Database.EnsureCreatedAsync(Cancel);
        await new DirectoryStore(context).AddAsync(new Tenant
        {
            Id = Contoso, DisplayName = "Contoso", InitialDomain = "contoso.onmicrosoft.com", CreatedDateTime = DateTimeOffset.UnixEpoch,
        }, Cancel);
        cache = new DirectoryCache(version = new DatabaseVersion(File));
    }

    public async ValueTask DisposeAsync()
    {
        version.Dispose();
        await context.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_row_is_read_once_however_its_domain_is_spelled()
    {
        var first = await OfOneExchange.FindTenantAsync("contoso.onmicrosoft.com", Cancel);
        Assert.NotNull(first);
        Assert.Same(first, await OfOneExchange.FindTenantAsync("Contoso.OnMicrosoft.COM", Cancel));
        Assert.Null(await OfOneExchange.FindTenantAsync("contoso.com", Cancel));
    }

    [Fact]
    public async Task A_commit_of_another_process_is_seen_by_the_next_exchange_and_one_that_has_begun_keeps_its_view()
    {
        var begun = OfOneExchange;
        Assert.Equal("Contoso", (await begun.FindTenantAsync(Contoso, Cancel))!.DisplayName);
        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using var update = other.CreateCommand();
            update.CommandText = "UPDATE tenants SET DisplayName = 'Renamed'";
            update.ExecuteNonQuery();
        }
        Assert.Equal("Contoso", (await begun.FindTenantAsync(Contoso, Cancel))!.DisplayName);
        Assert.Equal("Renamed", (await OfOneExchange.FindTenantAsync(Contoso, Cancel))!.DisplayName);
    }
}
