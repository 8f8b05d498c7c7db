using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// The door to this room: a tenant's applications with their credentials, and its service principals. The room owns
/// their forms, limits and changes; whether an assertion fits a credential is decided in Federation, and tokens are
/// given out in Tokens. This interface is what the use cases and the token service ask of the database. Reads return
/// detached copies; a change is an act.
/// </summary>
public interface IDirectoryStore : IClientDirectory
{
    /// <summary>The application with this object id, with its credentials, or null.</summary>
    Task<Application?> FindApplicationAsync(Guid tenantId, Guid id, CancellationToken cancel);

    /// <summary>The application with this unique name (ordinal), with its credentials, or null.</summary>
    Task<Application?> FindApplicationByUniqueNameAsync(Guid tenantId, string uniqueName, CancellationToken cancel);

    /// <summary>The service principal with this object id, with its names and grants, or null.</summary>
    Task<ServicePrincipal?> FindServicePrincipalAsync(Guid tenantId, Guid id, CancellationToken cancel);

    /// <summary>Adds a tenant.</summary>
    Task<StoreOutcome> AddAsync(Tenant tenant, CancellationToken cancel);

    /// <summary>Replaces the tenant's policy; the next exchange follows it.</summary>
    Task<StoreOutcome> SetPolicyAsync(Guid tenantId, TenantPolicy policy, CancellationToken cancel);

    /// <summary>
    /// Adds an application. <see cref="StoreOutcome.AlreadyExists"/> when its client id, its unique name or one of its
    /// URIs is taken.
    /// </summary>
    Task<StoreOutcome> AddAsync(Application application, CancellationToken cancel);

    /// <summary>
    /// Adds a service principal of an application, of this tenant or another one. <see cref="StoreOutcome.NotFound"/>
    /// when there is no such application at that moment; <see cref="StoreOutcome.AlreadyExists"/> when there is a
    /// principal for the client id in the tenant, or one of its names is taken.
    /// </summary>
    Task<StoreOutcome> AddAsync(ServicePrincipal principal, CancellationToken cancel);

    /// <summary>
    /// Writes the whole application, its credentials included, if nobody changed it since it was read (its
    /// <see cref="Application.Version"/>), and raises the version; the name and the names of its service principal in
    /// the same tenant follow. Otherwise <see cref="StoreOutcome.Stale"/>, or <see cref="StoreOutcome.AlreadyExists"/>
    /// when one of its URIs is taken.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(Application application, CancellationToken cancel);

    /// <summary>Writes whether the principal may sign in, under the same condition.</summary>
    Task<StoreOutcome> UpdateAsync(ServicePrincipal principal, CancellationToken cancel);

    /// <summary>
    /// Removes an application and what belongs to it, if nobody changed it since it was read; otherwise
    /// <see cref="StoreOutcome.Stale"/>. Its service principals of the same tenant go with it.
    /// </summary>
    Task<StoreOutcome> DeleteAsync(Application application, CancellationToken cancel);

    /// <summary>Removes a service principal and the app roles granted to it and on it.</summary>
    Task<StoreOutcome> DeleteAsync(ServicePrincipal principal, CancellationToken cancel);

    /// <summary>
    /// Adds a grant. <see cref="StoreOutcome.AlreadyExists"/> when the principal has the role already.
    /// </summary>
    Task<StoreOutcome> AddAsync(AppRoleAssignment grant, CancellationToken cancel);

    /// <summary>Removes the grant with this id if this service principal is one of its ends.</summary>
    Task<StoreOutcome> DeleteAppRoleAssignmentAsync(Guid endId, Guid id, CancellationToken cancel);

    /// <summary>
    /// Remembers that an assertion was presented under a credential of single use.
    /// <see cref="StoreOutcome.AlreadyExists"/> when it was before: of several who try at once, on whatever replica,
    /// exactly one gets <see cref="StoreOutcome.Done"/>. <see cref="StoreOutcome.NotFound"/> when the credential is
    /// gone.
    /// </summary>
    /// <param name="spent">The assertion.</param>
    /// <param name="credentialId">The object id of the credential.</param>
    /// <param name="now">What has expired by then is forgotten.</param>
    /// <param name="cancel">Cancels.</param>
    Task<StoreOutcome> AddAsync(SpentAssertion spent, Guid credentialId, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The grants on a resource, by the object id of its service principal.</summary>
    IQueryable<AppRoleAssignment> AppRoleAssignmentsOn(Guid resourceId);

    /// <summary>The applications of a tenant, for a surface to filter and page.</summary>
    IQueryable<Application> Applications(Guid tenantId);

    /// <summary>The service principals of a tenant, for a surface to filter and page.</summary>
    IQueryable<ServicePrincipal> ServicePrincipals(Guid tenantId);
}
