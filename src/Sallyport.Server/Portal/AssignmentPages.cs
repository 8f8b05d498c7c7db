using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Portal.Subscriptions;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>
/// The page on which a role is given. Searching for a member and assigning are two buttons of one form.
/// </summary>
internal static class AssignmentPages
{
    private const string Add = ScopeAddress.List + "/{id}/access/add";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Add, AskAsync).Requires(new PortalPerson());
        pages.MapPost(Add, AnswerAsync).Requires(new PortalPerson()).AddEndpointFilter(PageForm.CheckAsync);
    }

    private static async Task<IResult> AskAsync(HttpContext context, IArmStore store)
    {
        var entered = new EnteredAssignment { Group = context.Request.Query["group"].ToString() };
        var visit = await VisitAsync(context, entered);
        return await ShowAsync(context, visit, store, entered, ([], new AssignmentProblems(), StatusCodes.Status200OK));
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, IArmStore store, RoleAssignments assignments, MemberSearch members)
    {
        var entered = new EnteredAssignment
        {
            Group = context.Field("group"), Role = context.Field("role"),
            Search = context.Field("search"), Member = context.Field("member"),
        };
        var visit = await VisitAsync(context, entered);
        var found = await FindAsync(visit, entered, members, context.RequestAborted);
        var isSearch = context.Field("act") == "search";
        var problems = isSearch ? ProblemsOfSearch(entered, found) : ProblemsOf(entered, found);
        if (isSearch || problems != new AssignmentProblems())
            return await ShowAsync(context, visit, store, entered, (found, problems, StatusOf(problems)));
        var chosen = found.First(m => m.Id.ToString() == entered.Member);
        try
        {
            await AssignAsync(visit, entered, chosen, assignments, context.RequestAborted);
        }
        catch (RefusedException exception) when (exception.Refusal is ArmError { Status: 400 or 409 } refusal)
        {
            var whole = new AssignmentProblems(Whole: refusal.Message);
            return await ShowAsync(context, visit, store, entered, (found, whole, refusal.Status));
        }
        return Results.Redirect(AccessPages.WithNotice(visit.Address, "added"));
    }

    private static async Task AssignAsync(
        SubscriptionVisit visit, EnteredAssignment entered, Member chosen, RoleAssignments assignments,
        CancellationToken cancel)
    {
        var role = $"{visit.Scope}/providers/Microsoft.Authorization/roleDefinitions/{entered.Role}";
        var content = new RoleAssignmentContent(role, chosen.Id.ToString(), chosen.Type, null, null, null);
        var name = Guid.CreateVersion7().ToString();
        await assignments.PutAsync(visit.Caller, visit.Scope, name, content, cancel);
    }

    // Whoever was chosen stays in the list, whatever is searched for next.
    private static async Task<IReadOnlyList<Member>> FindAsync(
        SubscriptionVisit visit, EnteredAssignment entered, MemberSearch members, CancellationToken cancel)
    {
        var tenant = visit.Caller.TenantId;
        var found = entered.Search.Length == 0 ? [] : await members.FindAsync(tenant, entered.Search, cancel);
        if (!StrictGuid.TryRead(entered.Member, out var chosen) || found.Any(m => m.Id == chosen))
            return found;
        var names = await members.NamesAsync(tenant, [chosen], cancel);
        return [.. names.Values, .. found];
    }

    private static AssignmentProblems ProblemsOfSearch(EnteredAssignment entered, IReadOnlyList<Member> found)
    {
        if (entered.Search.Length == 0)
            return new AssignmentProblems(Member: "Type what to search for.");
        return found.Count > 0
            ? new AssignmentProblems()
            : new AssignmentProblems(Member: "Nobody has this ID, or a display name or a user name that begins so.");
    }

    private static int StatusOf(AssignmentProblems problems) =>
        problems == new AssignmentProblems() ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    private static AssignmentProblems ProblemsOf(EnteredAssignment entered, IReadOnlyList<Member> found) => new(
        Role: BuiltInRoles.All.Any(r => r.Id.ToString() == entered.Role) ? null : "Choose a role.",
        Member: found.Any(m => m.Id.ToString() == entered.Member) ? null : "Search for a member, and choose one.");

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        SubscriptionVisit visit,
        IArmStore store,
        EnteredAssignment entered,
        (IReadOnlyList<Member> Members, AssignmentProblems Problems, int Status) answer)
    {
        var groups = await store.ListResourceGroupsAsync(visit.Subscription.Id, context.RequestAborted);
        List<ScopeAddress> scopes =
        [
            .. groups.Select(g => g.Name).Prepend(null)
                .Where(name => visit.MayIn(SubscriptionVisit.WriteAccess, name))
                .Select(name => new ScopeAddress(visit.Subscription, name)),
        ];
        var parameters = new Dictionary<string, object?>
        {
            ["Scope"] = visit.Address,
            ["Scopes"] = scopes,
            ["Entered"] = entered with { Group = visit.Address.Group ?? "" },
            ["Found"] = answer.Members.Take(MemberSearch.Maximum).ToList(),
            ["HasMore"] = answer.Members.Count > MemberSearch.Maximum,
            ["Problems"] = answer.Problems,
        };
        return PortalPages.Show<AddAssignmentPage>(context, parameters, answer.Status);
    }

    private static async Task<SubscriptionVisit> VisitAsync(HttpContext context, EnteredAssignment entered)
    {
        var visit = await SubscriptionVisit.OfAsync(context, entered.Group);
        visit.Require(SubscriptionVisit.WriteAccess);
        return visit;
    }
}
