using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage.Tests;

/// <summary>What exchanges keep of the directory, and until when.</summary>
public sealed class DirectoryCacheTests : IAsyncLifetime
{
    private static readonly Guid Contoso = new("11111111-0000-4000-8000-000000000001");

    private readonly TestFiles files = new();
    private readonly List<IServiceScope> scopes = [];
    private ServiceProvider storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IClientDirectory OfOneExchange => New<IClientDirectory>();

    public async ValueTask InitializeAsync()
    {
        storage = await files.OpenAsync();
        await New<IDirectoryStore>().AddAsync(NewTenant(Contoso, "contoso"), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        scopes.ForEach(s => s.Dispose());
        await storage.DisposeAsync();
        files.Dispose();
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
        Assert.Equal("contoso", (await begun.FindTenantAsync(Contoso, Cancel))!.DisplayName);
        using (var other = TestFiles.Connect(files.Storage.Directory))
            TestFiles.Execute(other, "UPDATE tenants SET DisplayName = 'Renamed'");
        Assert.Equal("contoso", (await begun.FindTenantAsync(Contoso, Cancel))!.DisplayName);
        Assert.Equal("Renamed", (await OfOneExchange.FindTenantAsync(Contoso, Cancel))!.DisplayName);
    }

    [Fact]
    public async Task A_job_that_writes_its_log_does_not_make_the_directory_be_read_again_and_a_new_tenant_does()
    {
        var job = await AddJobAsync();
        var read = await OfOneExchange.FindTenantAsync(Contoso, Cancel);
        var chunk = new TraceChunk { JobId = job, Start = 0, End = 1, Content = "x"u8.ToArray() };
        Assert.Equal(StoreOutcome.Done, await New<IGitLabStore>().AppendTraceAsync(chunk, Cancel));
        Assert.Same(read, await OfOneExchange.FindTenantAsync(Contoso, Cancel));
        await New<IDirectoryStore>().AddAsync(NewTenant(Guid.CreateVersion7(), "fabrikam"), Cancel);
        Assert.NotSame(read, await OfOneExchange.FindTenantAsync(Contoso, Cancel));
    }

    private async Task<long> AddJobAsync()
    {
        var store = New<IGitLabStore>();
        var group = await store.EnsureNamespaceAsync("a", Cancel);
        await store.AddAsync(StoreContract.NewUser(), Cancel);
        var project = StoreContract.NewProject("a/b", 1, group.Id);
        await store.AddAsync(project, Cancel);
        var pipeline = StoreContract.NewPipeline(project.Key, 1);
        Assert.Equal(StoreOutcome.Done, await store.AddAsync(pipeline, Cancel));
        return pipeline.Jobs[0].Id;
    }

    private T New<T>()
        where T : notnull
    {
        var scope = storage.CreateScope();
        scopes.Add(scope);
        return scope.ServiceProvider.GetRequiredService<T>();
    }

    private static Tenant NewTenant(Guid id, string name) => new()
    {
        Id = id, DisplayName = name, InitialDomain = $"{name}.onmicrosoft.com", CreatedDateTime = DateTimeOffset.UnixEpoch,
    };
}
