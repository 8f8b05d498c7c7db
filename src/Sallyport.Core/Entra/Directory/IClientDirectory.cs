namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// What every exchange asks of the directory, answered as of now. What is returned may be shared: it is read, never
/// changed.
/// </summary>
public interface IClientDirectory
{
    /// <summary>The tenant with this id, or null.</summary>
    Task<Tenant?> FindTenantAsync(Guid id, CancellationToken cancel);

    /// <summary>The tenant with this verified domain (compared without case), or null.</summary>
    Task<Tenant?> FindTenantAsync(string domain, CancellationToken cancel);

    /// <summary>The application with this client id, with its credentials, or null.</summary>
    Task<Application?> FindApplicationByAppIdAsync(Guid tenantId, Guid appId, CancellationToken cancel);

    /// <summary>The service principal of this client id, with its names and grants, or null.</summary>
    Task<ServicePrincipal?> FindServicePrincipalByAppIdAsync(Guid tenantId, Guid appId, CancellationToken cancel);

    /// <summary>
    /// The service principal that bears this name (client id or application ID URI; ordinal), or null.
    /// </summary>
    Task<ServicePrincipal?> FindServicePrincipalByNameAsync(Guid tenantId, string name, CancellationToken cancel);
}
