using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Portal.Tenants;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>The first page of the portal, about the tenant; and what there is in place of Cloud Shell.</summary>
internal static class TenantPages
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/", ShowAsync).Requires(new PortalPerson());
        pages.MapGet("/cloudshell", ShowShell).Requires(new PortalPerson());
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, IDirectoryStore directory, IUserDirectory users, IArmStore store, RuleSet rules)
    {
        var cancel = context.RequestAborted;
        var id = context.Person().TenantId;
        return PortalPages.Show<TenantPage>(context, new()
        {
            ["Tenant"] = await directory.FindTenantAsync(id, cancel),
            ["Users"] = await users.Users(id).LongCountAsync(cancel),
            ["Applications"] = await directory.Applications(id).LongCountAsync(cancel),
            ["Rules"] = rules,
            ["IsAdministrator"] = DirectoryRights.IsGlobalAdministrator(context.Person()),
            ["MayGiveRoles"] = await MayGiveRolesAsync(context, store),
        });
    }

    private static async Task<bool> MayGiveRolesAsync(HttpContext context, IArmStore store)
    {
        var caller = SubscriptionVisit.CallerOf(context);
        var assignments = await store.ListRoleAssignmentsOfAsync(
            caller.TenantId, caller.ObjectId, context.RequestAborted);
        return assignments.Any(a => AccessEvaluator.Decide(
            caller, SubscriptionVisit.WriteAccess, ActionKind.Control, a.Scope, assignments, BuiltInRoles.Find)
            .IsAllowed);
    }

    private static IResult ShowShell(HttpContext context) =>
        PortalPages.Show<ShellPage>(context, new() { ["TenantId"] = context.Person().TenantId });
}
