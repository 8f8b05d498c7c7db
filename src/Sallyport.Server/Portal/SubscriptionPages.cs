using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Portal.Subscriptions;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Portal;

/// <summary>The list of subscriptions, and the overview of each with its resource groups.</summary>
internal static class SubscriptionPages
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(ScopeAddress.List, ListAsync).Requires(new PortalPerson());
        pages.MapGet(ScopeAddress.List + "/{id}", ShowAsync).Requires(new PortalPerson());
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Subscriptions subscriptions, IArmStore store, ServerOptions options)
    {
        var caller = SubscriptionVisit.CallerOf(context);
        var visible = await subscriptions.ListVisibleAsync(caller, context.RequestAborted);
        var assignments = await store.ListRoleAssignmentsOfAsync(
            caller.TenantId, caller.ObjectId, context.RequestAborted);
        List<(Subscription, string)> rows =
            [.. visible.Select(s => (s, SubscriptionVisit.RoleOn(s, assignments)))];
        return PortalPages.Show<SubscriptionListPage>(context, new()
        {
            ["Subscriptions"] = rows, ["Visitor"] = caller.ObjectId, ["Offered"] = options.SubscriptionId,
        });
    }

    // A role on one group is enough: the page then shows no more than that group.
    private static async Task<IResult> ShowAsync(HttpContext context, IArmStore store)
    {
        var visit = await SubscriptionVisit.OfAsync(context, group: "");
        var all = await store.ListResourceGroupsAsync(visit.Subscription.Id, context.RequestAborted);
        var seen = all.Where(g => visit.MayIn(SubscriptionVisit.ReadGroup, g.Name)).ToList();
        if (seen.Count == 0)
            visit.Require(SubscriptionVisit.Read);
        var page = ListPage.Of(context, seen);
        List<(ResourceGroup, bool)> groups =
            [.. page.Rows.Select(g => (g, visit.MayIn(SubscriptionVisit.ReadAccess, g.Name)))];
        return PortalPages.Show<SubscriptionPage>(context, new()
        {
            ["Scope"] = visit.Address,
            ["Role"] = SubscriptionVisit.RoleOn(visit.Subscription, visit.Assignments),
            ["MayReadAccess"] = visit.May(SubscriptionVisit.ReadAccess),
            ["Groups"] = groups,
            ["Page"] = page.Number,
            ["HasNext"] = page.HasNext,
        });
    }
}
