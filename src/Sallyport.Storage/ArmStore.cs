using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Sallyport.Core;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;

namespace Sallyport.Storage;

/// <summary>Subscriptions, resource groups and role assignments in the database.</summary>
public sealed class ArmStore(SallyportContext context) : IArmStore
{
    /// <summary>How long an operation that ended can still be polled for.</summary>
    private static readonly TimeSpan OperationsKept = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public Task<Subscription?> FindSubscriptionAsync(Guid id, CancellationToken cancel) =>
        context.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Subscription>> ListSubscriptionsAsync(Guid tenantId, CancellationToken cancel) =>
        await context.Set<Subscription>().AsNoTracking().Where(s => s.TenantId == tenantId)
            .OrderBy(s => s.CreatedOn).ThenBy(s => s.Id).ToListAsync(cancel);

    /// <inheritdoc/>
    public Task<StoreOutcome> AddAsync(Subscription subscription, CancellationToken cancel)
    {
        context.Add(subscription);
        return SaveNewAsync(() => context.Set<Subscription>().AnyAsync(s => s.Id == subscription.Id, cancel), cancel);
    }

    /// <inheritdoc/>
    public Task<ResourceGroup?> FindResourceGroupAsync(Guid subscriptionId, string name, CancellationToken cancel) =>
        Named(subscriptionId, name).AsNoTracking().SingleOrDefaultAsync(cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ResourceGroup>> ListResourceGroupsAsync(Guid subscriptionId, CancellationToken cancel)
    {
        var groups = await context.Set<ResourceGroup>().AsNoTracking().Where(g => g.SubscriptionId == subscriptionId).ToListAsync(cancel);
        return groups.OrderBy(g => NameKeyOf(g.Name), StringComparer.Ordinal).ToList();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ResourceGroup>> ListResourceGroupsBeingDeletedAsync(CancellationToken cancel) =>
        await context.Set<ResourceGroup>().AsNoTracking().Where(g => g.DeletionId != null).ToListAsync(cancel);

    /// <inheritdoc/>
    public Task<StoreOutcome> AddAsync(ResourceGroup group, CancellationToken cancel)
    {
        context.Add(group).Property(ResourceGroupMapping.NameKey).CurrentValue = NameKeyOf(group.Name);
        return SaveNewAsync(() => Named(group.SubscriptionId, group.Name).AnyAsync(cancel), cancel);
    }

    /// <inheritdoc/>
    public Task<StoreOutcome> UpdateAsync(ResourceGroup group, CancellationToken cancel)
    {
        Change(group);
        return SaveAsync(cancel);
    }

    /// <inheritdoc/>
    public Task<StoreOutcome> UpdateAsync(ResourceGroup group, Operation deletion, CancellationToken cancel)
    {
        Change(group);
        context.Add(deletion);
        return SaveAsync(cancel);
    }

    /// <inheritdoc/>
    public async Task<StoreOutcome> DeleteAsync(ResourceGroup group, DateTimeOffset now, CancellationToken cancel)
    {
        var scope = Scope.OfResourceGroup(group.SubscriptionId, group.Name);
        var assignments = await context.Set<RoleAssignment>()
            .Where(a => EF.Property<Guid?>(a, RoleAssignmentMapping.ScopeSubscriptionId) == group.SubscriptionId).ToListAsync(cancel);
        context.RemoveRange(assignments.Where(a => scope.Contains(a.Scope)));
        var operations = await context.Set<Operation>()
            .Where(o => o.Id == group.DeletionId || o.EndedOn < now - OperationsKept).ToListAsync(cancel);
        foreach (var operation in operations)
            if (operation.Id == group.DeletionId)
                operation.EndedOn = now;
            else
                context.Remove(operation);
        context.Remove(group); // with the version that was read
        return await SaveAsync(cancel);
    }

    /// <inheritdoc/>
    public Task<Operation?> FindOperationAsync(Guid subscriptionId, Guid id, CancellationToken cancel) =>
        context.Set<Operation>().AsNoTracking().SingleOrDefaultAsync(o => o.Id == id && o.SubscriptionId == subscriptionId, cancel);

    /// <inheritdoc/>
    public Task<RoleAssignment?> FindRoleAssignmentAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        context.Set<RoleAssignment>().AsNoTracking().SingleOrDefaultAsync(a => a.TenantId == tenantId && a.Id == id, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoleAssignment>> ListRoleAssignmentsOfAsync(Guid tenantId, Guid principalId, CancellationToken cancel) =>
        await Oldest(context.Set<RoleAssignment>().Where(a => a.TenantId == tenantId && a.PrincipalId == principalId)).ToListAsync(cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoleAssignment>> ListRoleAssignmentsAsync(
        Guid tenantId, Guid? subscriptionId, CancellationToken cancel) =>
        await Oldest(context.Set<RoleAssignment>().Where(a => a.TenantId == tenantId
            && (EF.Property<Guid?>(a, RoleAssignmentMapping.ScopeSubscriptionId) == null
                || EF.Property<Guid?>(a, RoleAssignmentMapping.ScopeSubscriptionId) == subscriptionId))).ToListAsync(cancel);

    /// <inheritdoc/>
    public Task<StoreOutcome> AddAsync(RoleAssignment assignment, ResourceGroup? within, CancellationToken cancel)
    {
        if (within is not null)
            Change(within);
        var entry = context.Add(assignment);
        entry.Property(RoleAssignmentMapping.ScopeKey).CurrentValue = assignment.Scope.Key;
        entry.Property(RoleAssignmentMapping.ScopeSubscriptionId).CurrentValue = assignment.Scope.SubscriptionId;
        return SaveNewAsync(() => IsTakenAsync(assignment, cancel), cancel);
    }

    /// <inheritdoc/>
    public Task<StoreOutcome> UpdateAsync(RoleAssignment assignment, CancellationToken cancel)
    {
        var entry = context.Attach(assignment);
        foreach (var name in (string[])[nameof(RoleAssignment.Description), nameof(RoleAssignment.Condition),
            nameof(RoleAssignment.ConditionVersion), nameof(RoleAssignment.UpdatedOn), nameof(RoleAssignment.UpdatedBy)])
            entry.Property(name).IsModified = true;
        entry.Property(a => a.Version).CurrentValue++;
        return SaveAsync(cancel);
    }

    /// <inheritdoc/>
    public Task<StoreOutcome> DeleteAsync(RoleAssignment assignment, CancellationToken cancel)
    {
        context.Remove(assignment);
        return SaveAsync(cancel);
    }

    private static string NameKeyOf(string name) => name.ToUpperInvariant();

    private IQueryable<ResourceGroup> Named(Guid subscriptionId, string name)
    {
        var key = NameKeyOf(name);
        return context.Set<ResourceGroup>()
            .Where(g => g.SubscriptionId == subscriptionId && EF.Property<string>(g, ResourceGroupMapping.NameKey) == key);
    }

    private static IQueryable<RoleAssignment> Oldest(IQueryable<RoleAssignment> assignments) =>
        assignments.AsNoTracking().OrderBy(a => a.CreatedOn).ThenBy(a => a.Id);

    private Task<bool> IsTakenAsync(RoleAssignment assignment, CancellationToken cancel)
    {
        var key = assignment.Scope.Key;
        return context.Set<RoleAssignment>().AnyAsync(
            a => a.TenantId == assignment.TenantId
                && (a.Id == assignment.Id
                    || (EF.Property<string>(a, RoleAssignmentMapping.ScopeKey) == key
                        && a.RoleDefinitionId == assignment.RoleDefinitionId && a.PrincipalId == assignment.PrincipalId)),
            cancel);
    }

    private void Change(ResourceGroup group)
    {
        var entry = context.Attach(group);
        foreach (var name in (string[])[nameof(ResourceGroup.Tags), nameof(ResourceGroup.ManagedBy), nameof(ResourceGroup.DeletionId)])
            entry.Property(name).IsModified = true;
        entry.Property(g => g.Version).CurrentValue++;
    }

    // Each engine has its own number for a unique key that is taken; the key itself tells all of them apart from other failures.
    private async Task<StoreOutcome> SaveNewAsync(Func<Task<bool>> isTaken, CancellationToken cancel)
    {
        try
        {
            return await SaveAsync(cancel);
        }
        catch (DbUpdateException)
        {
            if (await isTaken())
                return StoreOutcome.AlreadyExists;
            throw;
        }
    }

    private static PropertyEntry? Version(EntityEntry entry) =>
        entry.Properties.FirstOrDefault(p => p.Metadata.Name == nameof(ResourceGroup.Version));

    private async Task<StoreOutcome> SaveAsync(CancellationToken cancel)
    {
        try
        {
            await context.SaveChangesAsync(cancel);
            return StoreOutcome.Done;
        }
        catch (DbUpdateConcurrencyException)
        {
            // What was not written keeps the version that it was read with, so that it is stale the next time, too.
            foreach (var version in context.ChangeTracker.Entries().Where(e => e.State == EntityState.Modified).Select(Version).OfType<PropertyEntry>())
                version.CurrentValue = version.OriginalValue;
            return StoreOutcome.Stale;
        }
        finally
        {
            context.ChangeTracker.Clear();
        }
    }
}
