using Sallyport.Core.Authorization;

namespace Sallyport.Core.Arm;

/// <summary>
/// The door to this room: subscriptions, resource groups and who has which role on them. It owns their rules and the
/// texts in which they are refused; deciding access is <see cref="Authorization"/>'s, and principals are the
/// directory's.
/// </summary>
/// <param name="store">Where they are kept.</param>
public sealed class Subscriptions(IArmStore store)
{
    /// <summary>
    /// The subscriptions on which the principal has a role: at the subscription, above it or anywhere below. Nobody is
    /// refused: a principal without a role sees none.
    /// </summary>
    public async Task<IReadOnlyList<Subscription>> ListVisibleAsync(Principal principal, CancellationToken cancel)
    {
        var assignments = await store.ListRoleAssignmentsOfAsync(principal.TenantId, principal.ObjectId, cancel);
        var all = await store.ListSubscriptionsAsync(principal.TenantId, cancel);
        return all.Where(s => assignments.Any(a => Touches(a.Scope, Scope.OfSubscription(s.Id)))).ToList();
    }

    private static bool Touches(Scope assigned, Scope subscription) =>
        assigned.Contains(subscription) || subscription.Contains(assigned);
}
