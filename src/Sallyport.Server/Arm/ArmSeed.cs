using Sallyport.Core;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Arm;

/// <summary>
/// Makes the subscription and the roles of its owner and of the first person on the first start. A later one makes the
/// subscription when it is missing, and the roles when it is asked to restore the owner.
/// </summary>
internal sealed class ArmSeed(
    IArmStore store, IDirectoryStore directory, IUserDirectory users, ServerOptions options, TimeProvider time)
{
    /// <summary>Makes what is missing, after the directory's seed.</summary>
    public async Task SeedAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var subscription = new Subscription
        {
            Id = options.SubscriptionId, TenantId = options.TenantId, DisplayName = "Sallyport", CreatedOn = now,
        };
        var isMissing = await store.FindSubscriptionAsync(subscription.Id, cancel) is null;
        if (isMissing && await store.AddAsync(subscription, cancel) != StoreOutcome.Done)
            throw new InvalidOperationException("The subscription could not be written.");
        // an owner that gave up the role stays without it
        if (!isMissing && !options.RestoreOwner)
            return;
        if (await directory.FindServicePrincipalByAppIdAsync(options.TenantId, options.OwnerClientId, cancel)
            is { } owner)
            await AssignAsync(owner.Id, "ServicePrincipal", now, cancel);
        if (await users.FindByNameAsync(options.TenantId, FirstPerson.UserPrincipalName, cancel) is { } person)
            await AssignAsync(person.Id, "User", now, cancel);
    }

    private async Task AssignAsync(Guid owner, string type, DateTimeOffset now, CancellationToken cancel)
    {
        var scope = Scope.OfSubscription(options.SubscriptionId);
        var assigned = (await store.ListRoleAssignmentsOfAsync(options.TenantId, owner, cancel))
            .Where(a => a.RoleDefinitionId == BuiltInRoles.Owner && a.Scope.Equals(scope));
        foreach (var other in assigned)
        {
            if (other.Condition is null)
                return;
            await store.DeleteAsync(other, cancel); // a condition is never fulfilled here
        }
        var assignment = new RoleAssignment
        {
            TenantId = options.TenantId,
            Id = Guid.CreateVersion7(),
            Scope = scope,
            RoleDefinitionId = BuiltInRoles.Owner,
            PrincipalId = owner,
            PrincipalType = type,
            CreatedOn = now,
            UpdatedOn = now,
        };
        if (await store.AddAsync(assignment, within: null, cancel) != StoreOutcome.Done)
            throw new InvalidOperationException("The owner's role could not be written.");
    }
}
