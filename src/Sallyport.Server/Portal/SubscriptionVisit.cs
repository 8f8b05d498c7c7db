using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Portal.Subscriptions;

namespace Sallyport.Server.Portal;

/// <summary>
/// A visit to a subscription or one of its resource groups. What the visitor may do there is decided as for a caller
/// of Azure Resource Manager: by the role assignments of the person's object id.
/// </summary>
/// <param name="Caller">The visitor.</param>
/// <param name="Address">What is visited.</param>
/// <param name="Assignments">The visitor's role assignments.</param>
internal sealed record SubscriptionVisit(
    Principal Caller, ScopeAddress Address, IReadOnlyList<RoleAssignment> Assignments)
{
    /// <summary>The action of seeing a subscription.</summary>
    public const string Read = "Microsoft.Resources/subscriptions/read";

    /// <summary>The action of seeing a resource group.</summary>
    public const string ReadGroup = "Microsoft.Resources/subscriptions/resourcegroups/read";

    /// <summary>The action of seeing who has which role.</summary>
    public const string ReadAccess = "Microsoft.Authorization/roleAssignments/read";

    /// <summary>The action of giving a role.</summary>
    public const string WriteAccess = "Microsoft.Authorization/roleAssignments/write";

    /// <summary>The action of taking a role away.</summary>
    public const string DeleteAccess = "Microsoft.Authorization/roleAssignments/delete";

    /// <summary>The subscription that is visited, or in which the group is.</summary>
    public Subscription Subscription => Address.Subscription;

    /// <summary>The scope that is visited.</summary>
    public Scope Scope => ScopeOf(Address.Group);

    /// <summary>The visitor, as a principal that calls Azure Resource Manager.</summary>
    public static Principal CallerOf(HttpContext context) =>
        new(context.Person().TenantId, context.Person().Id, WellKnown.AzurePortal);

    /// <summary>The visit that an address names. Refuses a subscription or a group that is not there.</summary>
    /// <param name="context">The request.</param>
    /// <param name="group">The name of the resource group; empty for the subscription.</param>
    public static async Task<SubscriptionVisit> OfAsync(HttpContext context, string group)
    {
        var store = context.RequestServices.GetRequiredService<IArmStore>();
        var caller = CallerOf(context);
        var text = (string?)context.GetRouteValue("id") ?? "";
        if (!StrictGuid.TryRead(text, out var id))
            throw NoSubscription();
        var subscription = await store.FindSubscriptionAsync(id, context.RequestAborted);
        if (subscription is null || subscription.TenantId != caller.TenantId)
            throw NoSubscription();
        var assignments = await store.ListRoleAssignmentsOfAsync(
            caller.TenantId, caller.ObjectId, context.RequestAborted);
        var visit = new SubscriptionVisit(caller, new ScopeAddress(subscription, null), assignments);
        return group.Length == 0 ? visit : await visit.ToGroupAsync(store, group, context.RequestAborted);
    }

    /// <summary>The roles of the visitor on a subscription, in words.</summary>
    public static string RoleOn(Subscription subscription, IEnumerable<RoleAssignment> assignments)
    {
        var scope = Scope.OfSubscription(subscription.Id);
        var roles = assignments.Where(a => a.Scope.Contains(scope))
            .Select(a => BuiltInRoles.Find(a.RoleDefinitionId)?.RoleName).OfType<string>()
            .Distinct(StringComparer.Ordinal).ToList();
        return roles.Count == 0 ? "Only on what is in it" : string.Join(", ", roles);
    }

    /// <summary>Whether the visitor may do this here.</summary>
    public bool May(string action) => May(action, Scope);

    /// <summary>Whether the visitor may do this at the subscription, or in one of its groups.</summary>
    /// <param name="action">The action.</param>
    /// <param name="group">The name of the group; null for the subscription.</param>
    public bool MayIn(string action, string? group) => May(action, ScopeOf(group));

    /// <summary>Refuses a visitor who may not do this here.</summary>
    public void Require(string action)
    {
        var decision = Decide(action, Scope);
        if (!decision.IsAllowed)
            throw ArmErrors.AuthorizationFailed(decision, Scope.ToString()).ToException();
    }

    private async Task<SubscriptionVisit> ToGroupAsync(IArmStore store, string name, CancellationToken cancel)
    {
        ResourceGroups.CheckName(name);
        var visit = this with { Address = new ScopeAddress(Subscription, name) };
        visit.Require(ReadGroup);
        var group = await store.FindResourceGroupAsync(Subscription.Id, name, cancel)
            ?? throw ArmErrors.ResourceGroupNotFound(name).ToException();
        return visit with { Address = new ScopeAddress(Subscription, group.Name) };
    }

    private Scope ScopeOf(string? group) => group is null
        ? Scope.OfSubscription(Subscription.Id)
        : Scope.OfResourceGroup(Subscription.Id, group);

    private bool May(string action, Scope scope) => Decide(action, scope).IsAllowed;

    private AccessDecision Decide(string action, Scope scope) => AccessEvaluator.Decide(
        Caller, action, ActionKind.Control, scope, Assignments, BuiltInRoles.Find);

    private static RefusedException NoSubscription() =>
        new PortalRefusal(404, "NotFound", "There is no subscription with this ID.").ToException();
}
