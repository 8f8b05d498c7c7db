using Sallyport.Core;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Arm;

/// <summary>Makes the subscription and its owner's role on the first start; on a later one finds them.</summary>
internal sealed class ArmSeed(IArmStore store, IDirectoryStore directory, ServerOptions options, TimeProvider time)
{
    /// <summary>Makes what is missing. The owner's service principal must be there.</summary>
    public async Task SeedAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var subscription = new Subscription
        {
            Id = options.SubscriptionId, TenantId = options.TenantId, DisplayName = "Sallyport", CreatedOn = now,
        };
        // An owner that gave up the role stays without it: only the start that creates the subscription assigns it.
        if (await store.FindSubscriptionAsync(subscription.Id, cancel) is not null
            || await store.AddAsync(subscription, cancel) != StoreOutcome.Done)
            return;
        var owner = await directory.FindServicePrincipalByAppIdAsync(options.TenantId, options.OwnerClientId, cancel)
            ?? throw new InvalidOperationException("The owner's service principal is made before the subscription.");
        var assignment = new RoleAssignment
        {
            TenantId = options.TenantId,
            Id = Guid.CreateVersion7(),
            Scope = Scope.OfSubscription(subscription.Id),
            RoleDefinitionId = BuiltInRoles.Owner,
            PrincipalId = owner.Id,
            PrincipalType = "ServicePrincipal",
            CreatedOn = now,
            UpdatedOn = now,
        };
        if (await store.AddAsync(assignment, within: null, cancel) != StoreOutcome.Done)
            throw new InvalidOperationException("The owner's role could not be written.");
    }
}
