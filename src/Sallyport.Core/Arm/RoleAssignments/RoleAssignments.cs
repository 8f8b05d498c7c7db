using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Arm;

/// <summary>
/// Makes, changes and removes role assignments. That the caller may do so at the scope was decided before: nobody gives
/// away a role at a scope without the right to write role assignments there. Source: "Assign Azure roles using the REST
/// API"; Azure REST, role assignments.
/// </summary>
/// <param name="store">Where they are kept. Its unique keys decide between two that come at once.</param>
/// <param name="principals">Applications and people.</param>
/// <param name="owners">Keeps an Owner on each subscription.</param>
/// <param name="time">The clock.</param>
public sealed class RoleAssignments(
    IArmStore store, DirectoryPrincipals principals, LastOwner owners, TimeProvider time)
{
    /// <summary>
    /// Makes the assignment, or changes the description and condition of the one that has this name. The name is the
    /// caller's, a GUID, unique in the tenant; principal, role and scope of a name never change, and stand together
    /// under one name only.
    /// </summary>
    public async Task<(RoleAssignment Assignment, bool IsNew)> PutAsync(
        Principal caller, Scope scope, string name, RoleAssignmentContent content, CancellationToken cancel)
    {
        var id = ReadName(name);
        var asked = content.Read();
        while (true)
        {
            var within = await GroupOfAsync(scope, cancel);
            var existing = await store.FindRoleAssignmentAsync(caller.TenantId, id, cancel);
            if (existing is not null && !IsSame(existing, scope, asked))
                throw ArmErrors.RoleAssignmentUpdateNotPermitted().ToException();
            var assignment = existing ?? await NewAsync(caller, scope, id, asked, cancel);
            var outcome = existing is null
                ? await store.AddAsync(Write(assignment, asked, caller), within, cancel)
                : await LeaveAnOwnerAsync(
                    existing, asked.Condition is not null,
                    () => store.UpdateAsync(Write(assignment, asked, caller), cancel), cancel);
            if (outcome == StoreOutcome.Done)
                return (assignment, existing is null);
            if (outcome == StoreOutcome.AlreadyExists
                && await store.FindRoleAssignmentAsync(caller.TenantId, id, cancel) is null)
                throw ArmErrors.RoleAssignmentExists().ToException();
        }
    }

    /// <summary>
    /// Removes the assignment of this name at exactly this scope, and says what it was; null when there is none.
    /// </summary>
    public async Task<RoleAssignment?> DeleteAsync(Guid tenantId, Scope scope, string name, CancellationToken cancel)
    {
        var id = ReadName(name);
        await GroupOfAsync(scope, cancel);
        while (true)
        {
            // A name at another scope is not the caller's to remove, whatever the caller may do here.
            var existing = await store.FindRoleAssignmentAsync(tenantId, id, cancel);
            if (existing is null || !existing.Scope.Equals(scope))
                return null;
            if (await LeaveAnOwnerAsync(existing, true, () => store.DeleteAsync(existing, cancel), cancel)
                == StoreOutcome.Done)
                return existing;
        }
    }

    /// <summary>The GUID that a role assignment's name must be.</summary>
    public static Guid ReadName(string name) =>
        StrictGuid.TryRead(name, out var id) ? id : throw ArmErrors.InvalidRoleAssignmentId(name).ToException();

    private async Task<RoleAssignment> NewAsync(
        Principal caller, Scope scope, Guid id, AskedAssignment asked, CancellationToken cancel)
    {
        if (BuiltInRoles.Find(asked.RoleDefinitionId)?.IsAssignableAt(scope) is not true)
            throw ArmErrors.RoleDefinitionDoesNotExist(asked.RoleDefinitionId.ToString()).ToException();
        var now = time.GetUtcNow();
        return new RoleAssignment
        {
            TenantId = caller.TenantId,
            Id = id,
            Scope = scope,
            RoleDefinitionId = asked.RoleDefinitionId,
            PrincipalId = asked.PrincipalId,
            PrincipalType = await PrincipalTypeAsync(caller.TenantId, asked, cancel),
            CreatedOn = now,
            CreatedBy = caller.ObjectId,
            UpdatedOn = now,
        };
    }

    // A stated type is what the caller says of a principal that has not reached the directory yet, so an unknown one is
    // taken then.
    private async Task<string> PrincipalTypeAsync(Guid tenantId, AskedAssignment asked, CancellationToken cancel)
    {
        var principal = await principals.FindAsync(tenantId, asked.PrincipalId, cancel);
        if (principal is null)
            return asked.PrincipalType ?? throw ArmErrors.PrincipalNotFound(asked.PrincipalId, tenantId).ToException();
        if (asked.PrincipalType is { } stated && stated != principal.Type)
            throw ArmErrors.UnmatchedPrincipalType(asked.PrincipalId, principal.Type, stated).ToException();
        return principal.Type;
    }

    private async Task<ResourceGroup?> GroupOfAsync(Scope scope, CancellationToken cancel)
    {
        if (scope is not { SubscriptionId: { } subscription, ResourceGroup: { } name })
            return null;
        var group = await store.FindResourceGroupAsync(subscription, name, cancel)
            ?? throw ArmErrors.ResourceGroupNotFound(name).ToException();
        return group.DeletionId is null ? group : throw ArmErrors.ResourceGroupBeingDeleted(group.Name).ToException();
    }

    // A condition is never fulfilled here, so it takes the role away as a deletion does.
    private async Task<StoreOutcome> LeaveAnOwnerAsync(
        RoleAssignment existing, bool leaves, Func<Task<StoreOutcome>> write, CancellationToken cancel)
    {
        if (!leaves || !LastOwner.IsOwner(existing))
            return await write();
        await LastOwner.Gate.WaitAsync(cancel);
        try
        {
            await owners.RequireAnotherAsync(existing, cancel);
            return await write();
        }
        finally
        {
            LastOwner.Gate.Release();
        }
    }

    private RoleAssignment Write(RoleAssignment assignment, AskedAssignment asked, Principal caller)
    {
        assignment.Description = asked.Description;
        assignment.Condition = asked.Condition;
        assignment.ConditionVersion = asked.Condition is null ? null : RoleAssignmentContent.ConditionVersion2;
        assignment.UpdatedOn = time.GetUtcNow();
        assignment.UpdatedBy = caller.ObjectId;
        return assignment;
    }

    private static bool IsSame(RoleAssignment existing, Scope scope, AskedAssignment asked) =>
        existing.Scope.Equals(scope)
            && existing.RoleDefinitionId == asked.RoleDefinitionId
            && existing.PrincipalId == asked.PrincipalId;
}
