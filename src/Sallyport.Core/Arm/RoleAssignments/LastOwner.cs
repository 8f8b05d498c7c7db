using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Arm;

/// <summary>
/// Keeps an Owner on each subscription, since nobody else could make another one. Source: "Troubleshoot Azure RBAC",
/// "Cannot delete the last RBAC admin assignment".
/// </summary>
/// <param name="store">Where role assignments are kept.</param>
/// <param name="principals">Applications and people.</param>
public sealed class LastOwner(IArmStore store, DirectoryPrincipals principals) : ISubscriptionOwners
{
    /// <summary>
    /// Held from the check to the write, so that of the last two Owners not both leave at once. One process at a time
    /// holds a data directory.
    /// </summary>
    internal static readonly SemaphoreSlim Gate = new(1);

    /// <summary>Whether an assignment counts: Owner, without a condition.</summary>
    internal static bool IsOwner(RoleAssignment assignment) =>
        assignment.RoleDefinitionId == BuiltInRoles.Owner && assignment.Condition is null;

    /// <inheritdoc/>
    public async Task<bool> LeaveAsync(Guid tenantId, Guid leaving, Func<Task> write, CancellationToken cancel)
    {
        await Gate.WaitAsync(cancel);
        try
        {
            if (await IsLastAsync(tenantId, leaving, cancel))
                return false;
            await write();
            return true;
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Refuses to take this one away when a subscription would have no Owner any more.</summary>
    internal async Task RequireAnotherAsync(RoleAssignment leaving, CancellationToken cancel)
    {
        if (!IsOwner(leaving) || await FindAsync(leaving, cancel) is null)
            return;
        foreach (var subscription in await store.ListSubscriptionsAsync(leaving.TenantId, cancel))
            if (leaving.Scope.Contains(Scope.OfSubscription(subscription.Id))
                && !await ExistsAsync(leaving.TenantId, subscription.Id, cancel, leaving.Id))
                throw ArmErrors.LastOwner().ToException();
    }

    /// <summary>Whether a principal that may sign in is Owner of the subscription.</summary>
    /// <param name="tenantId">The subscription's tenant.</param>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="besides">An assignment that does not count.</param>
    public async Task<bool> ExistsAsync(
        Guid tenantId, Guid subscriptionId, CancellationToken cancel, Guid? besides = null)
    {
        var owners = await ListAsync(tenantId, subscriptionId, cancel);
        return await HasOneThatActsAsync(owners.Where(a => a.Id != besides), cancel);
    }

    /// <summary>Whether this principal itself is Owner of the subscription.</summary>
    public async Task<bool> IsOwnerAsync(
        Guid tenantId, Guid subscriptionId, Guid principalId, CancellationToken cancel)
    {
        var owners = await ListAsync(tenantId, subscriptionId, cancel);
        return owners.Any(a => a.PrincipalId == principalId);
    }

    private async Task<bool> IsLastAsync(Guid tenantId, Guid leaving, CancellationToken cancel)
    {
        foreach (var subscription in await store.ListSubscriptionsAsync(tenantId, cancel))
        {
            var owners = (await ListAsync(tenantId, subscription.Id, cancel)).ToLookup(a => a.PrincipalId == leaving);
            if (owners[true].Any() && !await HasOneThatActsAsync(owners[false], cancel))
                return true;
        }
        return false;
    }

    private async Task<bool> HasOneThatActsAsync(IEnumerable<RoleAssignment> owners, CancellationToken cancel)
    {
        foreach (var owner in owners)
            if (await FindAsync(owner, cancel) is { AccountEnabled: true })
                return true;
        return false;
    }

    // The Owners of the subscription, whether or not they are in the directory.
    private async Task<IEnumerable<RoleAssignment>> ListAsync(
        Guid tenantId, Guid subscriptionId, CancellationToken cancel)
    {
        var scope = Scope.OfSubscription(subscriptionId);
        var assignments = await store.ListRoleAssignmentsAsync(tenantId, subscriptionId, cancel);
        return assignments.Where(a => IsOwner(a) && a.Scope.Contains(scope));
    }

    private Task<DirectoryPrincipal?> FindAsync(RoleAssignment assignment, CancellationToken cancel) =>
        principals.FindAsync(assignment.TenantId, assignment.PrincipalId, cancel);
}
