using Sallyport.Core.Authorization;

namespace Sallyport.Core.Arm;

/// <summary>What resource management asks of the database. Reads return detached copies; a change is an act.</summary>
public interface IArmStore
{
    /// <summary>The subscription with this id, or null.</summary>
    Task<Subscription?> FindSubscriptionAsync(Guid id, CancellationToken cancel);

    /// <summary>The subscriptions of a tenant, oldest first.</summary>
    Task<IReadOnlyList<Subscription>> ListSubscriptionsAsync(Guid tenantId, CancellationToken cancel);

    /// <summary>Adds a subscription.</summary>
    Task<StoreOutcome> AddAsync(Subscription subscription, CancellationToken cancel);

    /// <summary>The group of this name, compared ignoring case, or null.</summary>
    Task<ResourceGroup?> FindResourceGroupAsync(Guid subscriptionId, string name, CancellationToken cancel);

    /// <summary>The groups of a subscription, by name.</summary>
    Task<IReadOnlyList<ResourceGroup>> ListResourceGroupsAsync(Guid subscriptionId, CancellationToken cancel);

    /// <summary>The groups of all subscriptions whose deletion was accepted and is not done.</summary>
    Task<IReadOnlyList<ResourceGroup>> ListResourceGroupsBeingDeletedAsync(CancellationToken cancel);

    /// <summary>Adds a group, or says that its name is taken.</summary>
    Task<StoreOutcome> AddAsync(ResourceGroup group, CancellationToken cancel);

    /// <summary>
    /// Writes a group if nobody changed it since it was read, else <see cref="StoreOutcome.Stale"/>; raises its
    /// version.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(ResourceGroup group, CancellationToken cancel);

    /// <summary>
    /// Writes, at once, that a group is being deleted (its <see cref="ResourceGroup.DeletionId"/>) and the operation
    /// that does it.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(ResourceGroup group, Operation deletion, CancellationToken cancel);

    /// <summary>
    /// Removes, at once, a group and every role assignment at it and below it, and ends the operation that deletes it.
    /// Nothing of a group outlives it: one made again under its name starts empty. <see cref="StoreOutcome.Stale"/>
    /// when it was changed since it was read.
    /// </summary>
    Task<StoreOutcome> DeleteAsync(ResourceGroup group, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The operation with this id in the subscription, or null.</summary>
    Task<Operation?> FindOperationAsync(Guid subscriptionId, Guid id, CancellationToken cancel);

    /// <summary>The role assignment of this name, or null.</summary>
    Task<RoleAssignment?> FindRoleAssignmentAsync(Guid tenantId, Guid id, CancellationToken cancel);

    /// <summary>All role assignments of one principal: what its access is decided on.</summary>
    Task<IReadOnlyList<RoleAssignment>> ListRoleAssignmentsOfAsync(
        Guid tenantId, Guid principalId, CancellationToken cancel);

    /// <summary>
    /// The role assignments in a subscription and those above all subscriptions, oldest first; null: only the latter.
    /// </summary>
    Task<IReadOnlyList<RoleAssignment>> ListRoleAssignmentsAsync(
        Guid tenantId, Guid? subscriptionId, CancellationToken cancel);

    /// <summary>
    /// Adds a role assignment. <see cref="StoreOutcome.AlreadyExists"/> when its name is taken in the tenant, or its
    /// principal, role and scope are together.
    /// </summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="within">
    /// The group that its scope is or lies in, as it was read: <see cref="StoreOutcome.Stale"/> when it was changed or
    /// removed since.
    /// </param>
    /// <param name="cancel">Cancels the write.</param>
    Task<StoreOutcome> AddAsync(RoleAssignment assignment, ResourceGroup? within, CancellationToken cancel);

    /// <summary>
    /// Writes a role assignment if nobody changed it since it was read, else <see cref="StoreOutcome.Stale"/>.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(RoleAssignment assignment, CancellationToken cancel);

    /// <summary>Removes a role assignment, or says that it is gone.</summary>
    Task<StoreOutcome> DeleteAsync(RoleAssignment assignment, CancellationToken cancel);
}
