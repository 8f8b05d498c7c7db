using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// What may be done to service principals. Source: Microsoft Graph, resource type <c>servicePrincipal</c>.
/// </summary>
/// <param name="store">The directory.</param>
/// <param name="access">Keeps the owner's principal.</param>
/// <param name="time">The clock.</param>
public sealed class ServicePrincipals(IDirectoryStore store, OwnerAccess access, TimeProvider time)
{
    /// <summary>Creates the service principal of an application of the tenant.</summary>
    /// <param name="tenantId">The caller's tenant.</param>
    /// <param name="appId">The client id, as the caller wrote it.</param>
    /// <param name="accountEnabled">Whether it may sign in.</param>
    /// <param name="creator">The person who makes it and then owns it, and who must be allowed to change the
    /// application; null when an application makes it.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<ServicePrincipal> CreateAsync(
        Guid tenantId, string? appId, bool accountEnabled, User? creator, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(appId))
            throw GraphErrors.ValueRequired("appId", "ServicePrincipal").ToException();
        if (!StrictGuid.TryRead(appId, out var clientId)
            || await store.FindApplicationByAppIdAsync(tenantId, clientId, cancel) is not { } application)
            throw GraphErrors.NoBackingApplication(appId).ToException();
        if (creator is not null && !DirectoryRights.AllowWriting(creator, application))
            throw GraphErrors.Denied().ToException();
        var now = time.GetUtcNow();
        var principal = new ServicePrincipal
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenantId,
            AppId = application.AppId,
            DisplayName = application.DisplayName,
            AccountEnabled = accountEnabled,
            CreatedDateTime = now,
            ServicePrincipalNames = NamesOf(application),
            Owners = creator is null ? [] : [creator.Id],
        };
        return await store.AddAsync(principal, cancel) switch
        {
            StoreOutcome.Done => principal,
            StoreOutcome.NotFound => throw GraphErrors.NoBackingApplication(appId).ToException(), // it went meanwhile
            _ => throw GraphErrors.ServicePrincipalTaken(application.AppId).ToException(),
        };
    }

    /// <summary>
    /// Says whether the principal may sign in. The last word stands: nothing else of a principal can be changed. The
    /// cloud's own services stay enabled, without which nobody gets a token: our own rule.
    /// </summary>
    public async Task UpdateAsync(Guid tenantId, Guid id, bool accountEnabled, CancellationToken cancel)
    {
        StoreOutcome outcome;
        do
        {
            var principal = await FindAsync(tenantId, id, cancel);
            if (!accountEnabled)
                RequireNotNeeded(principal, GraphErrors.ServiceStaysEnabled(principal.DisplayName));
            Task<StoreOutcome> WriteAsync()
            {
                principal.AccountEnabled = accountEnabled;
                return store.UpdateAsync(principal, cancel);
            }
            outcome = accountEnabled ? await WriteAsync() : await access.LeaveAsync(principal, WriteAsync, cancel);
        }
        while (outcome == StoreOutcome.Stale);
        if (outcome != StoreOutcome.Done)
            throw GraphErrors.NotFound(id.ToString()).ToException();
    }

    /// <summary>
    /// Deletes a service principal; its application stays. The cloud's own services cannot be deleted.
    /// </summary>
    public async Task DeleteAsync(Guid tenantId, Guid id, CancellationToken cancel)
    {
        var principal = await FindAsync(tenantId, id, cancel);
        RequireNotNeeded(principal, GraphErrors.PrincipalIsInternal());
        if (await access.LeaveAsync(principal, () => store.DeleteAsync(principal, cancel), cancel) != StoreOutcome.Done)
            throw GraphErrors.NotFound(id.ToString()).ToException();
    }

    /// <summary>The names of an application's service principal: its client id, then its URIs.</summary>
    public static List<ServicePrincipalName> NamesOf(Application application) =>
        [new(application.AppId.ToString()), .. application.IdentifierUris.Select(u => new ServicePrincipalName(u.Uri))];

    private void RequireNotNeeded(ServicePrincipal principal, GraphRefusal ofService)
    {
        if (WellKnown.IsService(principal.AppId))
            throw ofService.ToException();
        access.RequireKept(principal.TenantId, principal.AppId, "the owner's service principal");
    }

    private async Task<ServicePrincipal> FindAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        await store.FindServicePrincipalAsync(tenantId, id, cancel)
            ?? throw GraphErrors.NotFound(id.ToString()).ToException();
}
