using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Portal.Frame;
using Sallyport.Portal.Subscriptions;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>Access control (IAM): who has which role at a scope, and taking a role away.</summary>
internal static class AccessPages
{
    private const string Access = ScopeAddress.List + "/{id}/access";
    private const string Removal = Access + "/{name}/remove";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Access, ListAsync).Requires(new PortalPerson());
        pages.MapGet(Removal, AskAsync).Requires(new PortalPerson());
        pages.MapPost(Removal, RemoveAsync).Requires(new PortalPerson())
            .AddEndpointFilter(PageForm.CheckAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IArmStore store, MemberSearch members)
    {
        var visit = await VisitAsync(context, SubscriptionVisit.ReadAccess);
        var all = await store.ListRoleAssignmentsAsync(
            visit.Caller.TenantId, visit.Subscription.Id, context.RequestAborted);
        var here = all.Where(a => a.Scope.Contains(visit.Scope)).ToList();
        var names = await members.NamesAsync(
            visit.Caller.TenantId, [.. here.Select(a => a.PrincipalId).Distinct()], context.RequestAborted);
        List<AssignmentRow> rows =
        [
            .. here.Select(a => RowOf(a, names, visit)).OrderBy(r => r.Role, StringComparer.OrdinalIgnoreCase)
                .ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase),
        ];
        var page = ListPage.Of(context, rows);
        var parameters = new Dictionary<string, object?>
        {
            ["Scope"] = visit.Address,
            ["Rows"] = page.Rows,
            ["Page"] = page.Number,
            ["HasNext"] = page.HasNext,
            ["MayAdd"] = visit.May(SubscriptionVisit.WriteAccess),
            ["MayRemove"] = visit.May(SubscriptionVisit.DeleteAccess),
        };
        return PortalPages.Show<AccessPage>(context, parameters, notice: NoticeOf(context));
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, string name, IArmStore store, MemberSearch members)
    {
        var visit = await VisitAsync(context, SubscriptionVisit.DeleteAccess);
        return await ShowRemovalAsync(context, visit, await FindAsync(context, visit, name, store), members, null);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, string name, RoleAssignments assignments, IArmStore store, MemberSearch members)
    {
        var visit = await VisitAsync(context, SubscriptionVisit.DeleteAccess);
        var assignment = await FindAsync(context, visit, name, store);
        try
        {
            await assignments.DeleteAsync(visit.Caller.TenantId, visit.Scope, name, context.RequestAborted);
        }
        catch (RefusedException exception) when (exception.Refusal is ArmError { Status: 400 or 409 } refusal)
        {
            return await ShowRemovalAsync(context, visit, assignment, members, refusal);
        }
        return Results.Redirect(WithNotice(visit.Address, "removed"));
    }

    private static async Task<IResult> ShowRemovalAsync(
        HttpContext context, SubscriptionVisit visit, RoleAssignment assignment, MemberSearch members,
        ArmError? refusal)
    {
        var names = await members.NamesAsync(
            visit.Caller.TenantId, [assignment.PrincipalId], context.RequestAborted);
        var row = RowOf(assignment, names, visit);
        var question = new Question(
            "Remove role assignment?",
            $"{row.Name} loses the role {row.Role} on {visit.Address.Name}. Access tokens that were given out stay "
                + "valid, but no longer give this access.")
        {
            Button = "Remove",
            Action = visit.Address.Remove(assignment.Id),
            Back = visit.Address.Access,
            BackLabel = $"Access control (IAM) of {visit.Address.Name}",
            Menu = ScopeAddress.List,
            Details = [("Object ID", assignment.PrincipalId.ToString()), ("Scope", assignment.Scope.ToString())],
        };
        return PortalPages.Ask(context, question, refusal?.Message, refusal?.Status);
    }

    // As with Azure Resource Manager, only assignments at exactly this scope: the rights were decided here.
    private static async Task<RoleAssignment> FindAsync(
        HttpContext context, SubscriptionVisit visit, string name, IArmStore store)
    {
        var found = StrictGuid.TryRead(name, out var id)
            ? await store.FindRoleAssignmentAsync(visit.Caller.TenantId, id, context.RequestAborted)
            : null;
        return found is not null && found.Scope.Equals(visit.Scope)
            ? found
            : throw new PortalRefusal(404, "NotFound", "There is no such role assignment any more.").ToException();
    }

    private static async Task<SubscriptionVisit> VisitAsync(HttpContext context, string action)
    {
        var visit = await SubscriptionVisit.OfAsync(context, context.Request.Query["group"].ToString());
        visit.Require(action);
        return visit;
    }

    private static AssignmentRow RowOf(
        RoleAssignment assignment, IReadOnlyDictionary<Guid, Member> names, SubscriptionVisit visit) =>
        new(assignment, names.GetValueOrDefault(assignment.PrincipalId), !assignment.Scope.Equals(visit.Scope));

    /// <summary>The address of the list at a scope, with a word for what was done.</summary>
    internal static string WithNotice(ScopeAddress address, string done) =>
        address.Access + (address.Group is null ? "?" : "&") + "done=" + done;

    private static string? NoticeOf(HttpContext context) => context.Request.Query["done"].ToString() switch
    {
        "added" => "The role assignment is added. It counts at once here; in Azure it may take minutes.",
        "removed" => "The role assignment is removed.",
        _ => null,
    };
}
