using Sallyport.Core.Entra.Directory;

namespace Sallyport.Storage;

/// <summary>
/// The directory for one exchange: the database's version is asked once, and what was read at that version before is
/// not read again.
/// </summary>
/// <param name="cache">What earlier exchanges have read.</param>
/// <param name="store">The directory in the database.</param>
internal sealed class CachedDirectory(DirectoryCache cache, IDirectoryStore store) : IClientDirectory
{
    private DirectoryCache.Generation? known;

    // Asked at the first look-up, so that a client that sends its request slowly is not judged by what held when it
    // began.
    private DirectoryCache.Generation Known => known ??= cache.Now();

    public Task<Tenant?> FindTenantAsync(Guid id, CancellationToken cancel) =>
        Known.FindAsync((nameof(Tenant), id), () => store.FindTenantAsync(id, cancel));

    public Task<Tenant?> FindTenantAsync(string domain, CancellationToken cancel) =>
        Known.FindAsync((nameof(Tenant), domain.ToLowerInvariant()), () => store.FindTenantAsync(domain, cancel));

    public Task<Application?> FindApplicationByAppIdAsync(Guid tenantId, Guid appId, CancellationToken cancel) =>
        Known.FindAsync(
            (nameof(Application), tenantId, appId),
            () => store.FindApplicationByAppIdAsync(tenantId, appId, cancel));

    public Task<ServicePrincipal?> FindServicePrincipalByAppIdAsync(
        Guid tenantId, Guid appId, CancellationToken cancel) =>
        Known.FindAsync(
            (nameof(ServicePrincipal), tenantId, appId),
            () => store.FindServicePrincipalByAppIdAsync(tenantId, appId, cancel));

    public Task<ServicePrincipal?> FindServicePrincipalByNameAsync(
        Guid tenantId, string name, CancellationToken cancel) =>
        Known.FindAsync(
            (nameof(ServicePrincipal), tenantId, name),
            () => store.FindServicePrincipalByNameAsync(tenantId, name, cancel));
}
