using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;

namespace Sallyport.Storage;

/// <summary>Subscriptions, resource groups and role assignments in the database.</summary>
internal sealed class ArmStore(DirectoryContext context) : IArmStore
{
    /// <summary>How long an operation that ended can still be polled for.</summary>
    private static readonly TimeSpan OperationsKept = TimeSpan.FromDays(1);

    private IQueryable<ResourceGroup> Groups => context.Set<ResourceGroup>();

    private IQueryable<RoleAssignment> Assignments => context.Set<RoleAssignment>();

    public Task<Subscription?> FindSubscriptionAsync(Guid id, CancellationToken cancel) =>
        context.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel);

    public async Task<IReadOnlyList<Subscription>> ListSubscriptionsAsync(Guid tenantId, CancellationToken cancel) =>
        await context.Set<Subscription>().AsNoTracking().Where(s => s.TenantId == tenantId)
            .OrderBy(s => s.CreatedOn).ThenBy(s => s.Id).ToListAsync(cancel);

    public Task<StoreOutcome> AddAsync(Subscription subscription, CancellationToken cancel)
    {
        context.Add(subscription);
        return SaveNewAsync(() => context.Set<Subscription>().AnyAsync(s => s.Id == subscription.Id, cancel), cancel);
    }

    public Task<ResourceGroup?> FindResourceGroupAsync(Guid subscriptionId, string name, CancellationToken cancel) =>
        Named(subscriptionId, name).AsNoTracking().SingleOrDefaultAsync(cancel);

    public async Task<IReadOnlyList<ResourceGroup>> ListResourceGroupsAsync(
        Guid subscriptionId, CancellationToken cancel)
    {
        var groups = await Groups.AsNoTracking().Where(g => g.SubscriptionId == subscriptionId).ToListAsync(cancel);
        return groups.OrderBy(g => NameKeyOf(g.Name), StringComparer.Ordinal).ToList();
    }

    public async Task<IReadOnlyList<ResourceGroup>> ListResourceGroupsBeingDeletedAsync(CancellationToken cancel) =>
        await Groups.AsNoTracking().Where(g => g.DeletionId != null).ToListAsync(cancel);

    public Task<StoreOutcome> AddAsync(ResourceGroup group, CancellationToken cancel)
    {
        context.Add(group).Property(ResourceGroupMapping.NameKey).CurrentValue = NameKeyOf(group.Name);
        return SaveNewAsync(() => Named(group.SubscriptionId, group.Name).AnyAsync(cancel), cancel);
    }

    public Task<StoreOutcome> UpdateAsync(ResourceGroup group, CancellationToken cancel)
    {
        Change(group);
        return SaveAsync(cancel);
    }

    public Task<StoreOutcome> UpdateAsync(ResourceGroup group, Operation deletion, CancellationToken cancel)
    {
        Change(group);
        context.Add(deletion);
        return SaveAsync(cancel);
    }

    public async Task<StoreOutcome> DeleteAsync(ResourceGroup group, DateTimeOffset now, CancellationToken cancel)
    {
        var scope = Scope.OfResourceGroup(group.SubscriptionId, group.Name);
        var assignments = await Assignments
            .Where(a => EF.Property<Guid?>(a, RoleAssignmentMapping.ScopeSubscriptionId) == group.SubscriptionId)
            .ToListAsync(cancel);
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

    public Task<Operation?> FindOperationAsync(Guid subscriptionId, Guid id, CancellationToken cancel) =>
        context.Set<Operation>().AsNoTracking()
            .SingleOrDefaultAsync(o => o.Id == id && o.SubscriptionId == subscriptionId, cancel);

    public Task<RoleAssignment?> FindRoleAssignmentAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        Assignments.AsNoTracking().SingleOrDefaultAsync(a => a.TenantId == tenantId && a.Id == id, cancel);

    public async Task<IReadOnlyList<RoleAssignment>> ListRoleAssignmentsOfAsync(
        Guid tenantId, Guid principalId, CancellationToken cancel) =>
        await Oldest(Assignments.Where(a => a.TenantId == tenantId && a.PrincipalId == principalId))
            .ToListAsync(cancel);

    public async Task<IReadOnlyList<RoleAssignment>> ListRoleAssignmentsAsync(
        Guid tenantId, Guid? subscriptionId, CancellationToken cancel) =>
        await Oldest(Assignments.Where(a => a.TenantId == tenantId
            && (EF.Property<Guid?>(a, RoleAssignmentMapping.ScopeSubscriptionId) == null
                || EF.Property<Guid?>(a, RoleAssignmentMapping.ScopeSubscriptionId) == subscriptionId)))
            .ToListAsync(cancel);

    public Task<StoreOutcome> AddAsync(RoleAssignment assignment, ResourceGroup? within, CancellationToken cancel)
    {
        if (within is not null)
            Change(within);
        var entry = context.Add(assignment);
        entry.Property(RoleAssignmentMapping.ScopeKey).CurrentValue = assignment.Scope.Key;
        entry.Property(RoleAssignmentMapping.ScopeSubscriptionId).CurrentValue = assignment.Scope.SubscriptionId;
        return SaveNewAsync(() => IsTakenAsync(assignment, cancel), cancel);
    }

    public Task<StoreOutcome> UpdateAsync(RoleAssignment assignment, CancellationToken cancel)
    {
        var entry = context.Attach(assignment);
        entry.Property(a => a.Description).IsModified = true;
        entry.Property(a => a.Condition).IsModified = true;
        entry.Property(a => a.ConditionVersion).IsModified = true;
        entry.Property(a => a.UpdatedOn).IsModified = true;
        entry.Property(a => a.UpdatedBy).IsModified = true;
        entry.Property(a => a.Version).CurrentValue++;
        return SaveAsync(cancel);
    }

    public Task<StoreOutcome> DeleteAsync(RoleAssignment assignment, CancellationToken cancel)
    {
        context.Remove(assignment);
        return SaveAsync(cancel);
    }

    private static string NameKeyOf(string name) => name.ToUpperInvariant();

    private IQueryable<ResourceGroup> Named(Guid subscriptionId, string name)
    {
        var key = NameKeyOf(name);
        return Groups
            .Where(g => g.SubscriptionId == subscriptionId)
            .Where(g => EF.Property<string>(g, ResourceGroupMapping.NameKey) == key);
    }

    private static IQueryable<RoleAssignment> Oldest(IQueryable<RoleAssignment> assignments) =>
        assignments.AsNoTracking().OrderBy(a => a.CreatedOn).ThenBy(a => a.Id);

    private Task<bool> IsTakenAsync(RoleAssignment assignment, CancellationToken cancel)
    {
        var key = assignment.Scope.Key;
        return Assignments.AnyAsync(
            a => a.TenantId == assignment.TenantId
                && (a.Id == assignment.Id
                    || (EF.Property<string>(a, RoleAssignmentMapping.ScopeKey) == key
                        && a.RoleDefinitionId == assignment.RoleDefinitionId
                        && a.PrincipalId == assignment.PrincipalId)),
            cancel);
    }

    private void Change(ResourceGroup group)
    {
        var entry = context.Attach(group);
        entry.Property(g => g.Tags).IsModified = true;
        entry.Property(g => g.ManagedBy).IsModified = true;
        entry.Property(g => g.DeletionId).IsModified = true;
        entry.Property(g => g.Version).CurrentValue++;
    }

    // Each engine has its own number for a unique key that is taken; the key itself tells all of them apart from other
    // failures.
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

    private async Task<StoreOutcome> SaveAsync(CancellationToken cancel)
    {
        try
        {
            await context.SaveChangesAsync(cancel);
            return StoreOutcome.Done;
        }
        catch (DbUpdateConcurrencyException)
        {
            KeepVersionsThatWereRead();
            return StoreOutcome.Stale;
        }
        finally
        {
            context.ChangeTracker.Clear();
        }
    }

    // What was not written is stale the next time, too.
    private void KeepVersionsThatWereRead()
    {
        foreach (var entry in context.ChangeTracker.Entries().Where(e => e.State == EntityState.Modified))
            if (entry.Properties.FirstOrDefault(p => p.Metadata.Name == nameof(ResourceGroup.Version)) is { } version)
                version.CurrentValue = version.OriginalValue;
    }
}
