namespace Sallyport.Core.Entra.Directory;

/// <summary>What the directory's use cases and the token service ask of the database. Reads return detached copies; a change is an act.</summary>
public interface IDirectoryStore
{
    /// <summary>The tenant with this id, or null.</summary>
    Task<Tenant?> FindTenantAsync(Guid id, CancellationToken cancel);

    /// <summary>The tenant with this verified domain (compared without case), or null.</summary>
    Task<Tenant?> FindTenantAsync(string domain, CancellationToken cancel);

    /// <summary>The application with this client id, with its credentials, or null.</summary>
    Task<Application?> FindApplicationByAppIdAsync(Guid tenantId, Guid appId, CancellationToken cancel);

    /// <summary>The application with this object id, with its credentials, or null.</summary>
    Task<Application?> FindApplicationAsync(Guid tenantId, Guid id, CancellationToken cancel);

    /// <summary>The service principal of this client id, with its names and grants, or null.</summary>
    Task<ServicePrincipal?> FindServicePrincipalByAppIdAsync(Guid tenantId, Guid appId, CancellationToken cancel);

    /// <summary>The service principal with this object id, with its names and grants, or null.</summary>
    Task<ServicePrincipal?> FindServicePrincipalAsync(Guid tenantId, Guid id, CancellationToken cancel);

    /// <summary>The service principal that bears this name (client id or application ID URI; ordinal), or null.</summary>
    Task<ServicePrincipal?> FindServicePrincipalByNameAsync(Guid tenantId, string name, CancellationToken cancel);

    /// <summary>Adds an application.</summary>
    Task<StoreOutcome> AddAsync(Application application, CancellationToken cancel);

    /// <summary>Adds a service principal. A second one for the same client id in the tenant: <see cref="StoreOutcome.AlreadyExists"/>.</summary>
    Task<StoreOutcome> AddAsync(ServicePrincipal principal, CancellationToken cancel);

    /// <summary>
    /// Writes the whole application, its credentials included, if nobody changed it since it was read (its
    /// <see cref="Application.Version"/>); raises the version. Otherwise <see cref="StoreOutcome.Stale"/>.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(Application application, CancellationToken cancel);

    /// <summary>Removes an application and what belongs to it; its service principals of the same tenant go with it.</summary>
    Task<StoreOutcome> DeleteAsync(Application application, CancellationToken cancel);

    /// <summary>The applications of a tenant, for a surface to filter and page.</summary>
    IQueryable<Application> Applications(Guid tenantId);

    /// <summary>The service principals of a tenant, for a surface to filter and page.</summary>
    IQueryable<ServicePrincipal> ServicePrincipals(Guid tenantId);
}
