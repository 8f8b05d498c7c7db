using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// Grants app roles of a resource to service principals. Source: Microsoft Graph, resource type
/// <c>appRoleAssignment</c>.
/// </summary>
/// <param name="store">The directory.</param>
/// <param name="access">Keeps the owner's roles.</param>
/// <param name="time">The clock.</param>
public sealed class AppRoleAssignments(IDirectoryStore store, OwnerAccess access, TimeProvider time)
{
    /// <summary>The role of a principal that is assigned without any of the resource's own roles.</summary>
    public static readonly Guid DefaultAccess = Guid.Empty;

    /// <summary>Grants a role. It stands in the next access token, not in those that are out.</summary>
    /// <param name="tenantId">The caller's tenant.</param>
    /// <param name="principalId">Who gets it: the object id of a service principal.</param>
    /// <param name="resourceId">On what: the object id of a service principal.</param>
    /// <param name="appRoleId">Which role.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<AppRoleAssignment> GrantAsync(
        Guid tenantId, Guid principalId, Guid resourceId, Guid appRoleId, CancellationToken cancel)
    {
        var principal = await FindAsync(tenantId, principalId, cancel);
        var resource = await FindAsync(tenantId, resourceId, cancel);
        if (!await OffersAsync(resource, appRoleId, cancel))
            throw GraphErrors.RoleNotFound(appRoleId, resource.DisplayName).ToException();
        var grant = new AppRoleAssignment
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            PrincipalId = principal.Id,
            ResourceId = resource.Id,
            AppRoleId = appRoleId,
            CreatedDateTime = time.GetUtcNow(),
        };
        return await store.AddAsync(grant, cancel) == StoreOutcome.Done
            ? grant
            : throw GraphErrors.RoleGranted().ToException();
    }

    /// <summary>Takes a grant away.</summary>
    /// <param name="tenantId">The caller's tenant.</param>
    /// <param name="endId">The principal or the resource of the grant.</param>
    /// <param name="id">The grant.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task RevokeAsync(Guid tenantId, Guid endId, Guid id, CancellationToken cancel)
    {
        await FindAsync(tenantId, endId, cancel);
        await access.RequireRoleKeptAsync(store, id, cancel);
        if (await store.DeleteAppRoleAssignmentAsync(endId, id, cancel) != StoreOutcome.Done)
            throw GraphErrors.NotFound(id.ToString()).ToException();
    }

    private async Task<bool> OffersAsync(ServicePrincipal resource, Guid roleId, CancellationToken cancel)
    {
        if (roleId == DefaultAccess)
            return true;
        if (resource.AppId == WellKnown.MicrosoftGraph)
            return WellKnown.GraphAppRoles.ContainsKey(roleId);
        var application = await store.FindApplicationByAppIdAsync(resource.TenantId, resource.AppId, cancel);
        return application?.AppRoles.Exists(
            r => r.Id == roleId && r.IsEnabled && r.AllowedMemberTypes.Contains(AppRole.ForApplications)) == true;
    }

    private async Task<ServicePrincipal> FindAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        await store.FindServicePrincipalAsync(tenantId, id, cancel)
            ?? throw GraphErrors.NotFound(id.ToString()).ToException();
}
