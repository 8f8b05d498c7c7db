using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>Role assignments, below any scope. Source: Azure REST, role assignments.</summary>
internal static class RoleAssignmentEndpoints
{
    private const string Type = "Microsoft.Authorization/roleAssignments";

    public static void Map(RouteGroupBuilder routes)
    {
        const string one = $"/providers/{Type}/{{name}}";
        var type = ArmResourceType.RoleAssignments;
        routes.MapGet($"/providers/{Type}", ListAsync).Of(type).Requires(new ArmAction($"{Type}/read"));
        routes.MapGet(one, GetAsync).Of(type).Requires(new ArmAction($"{Type}/read"));
        routes.MapPut(one, PutAsync).Of(type).Requires(new ArmAction($"{Type}/write"));
        routes.MapDelete(one, DeleteAsync).Of(type).Requires(new ArmAction($"{Type}/delete"));
    }

    private static async Task<IResult> ListAsync(HttpContext context, IArmStore store, CancellationToken cancel)
    {
        var tenantId = context.Call().Principal.TenantId;
        var scope = context.Call().Scope;
        var filter = RoleAssignmentFilter.Read(context.Request.Query["$filter"].ToString());
        var assignments = await store.ListRoleAssignmentsAsync(tenantId, scope.SubscriptionId, cancel);
        return ArmAnswers.List(assignments.Where(a => filter.Matches(a, scope)).Select(a => Body(a, scope)));
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string name, IArmStore store, CancellationToken cancel)
    {
        var call = context.Call();
        var assignment = await store.FindRoleAssignmentAsync(
            call.Principal.TenantId, RoleAssignments.ReadName(name), cancel);
        // The caller's rights were decided at the scope in the path: only assignments at that scope are shown.
        return assignment is not null && assignment.Scope.Equals(call.Scope)
            ? ArmAnswers.Ok(Body(assignment, call.Scope))
            : throw ArmErrors.RoleAssignmentNotFound(name).ToException();
    }

    private static async Task<IResult> PutAsync(
        HttpContext context, string name, RoleAssignments assignments, CancellationToken cancel)
    {
        var call = context.Call();
        var properties = (await ArmAnswers.ReadObjectAsync(context)).RequiredObject("properties");
        var content = new RoleAssignmentContent(
            properties.OptionalString("roleDefinitionId"),
            properties.OptionalString("principalId"),
            properties.OptionalString("principalType"),
            properties.OptionalString("description"),
            properties.OptionalString("condition"),
            properties.OptionalString("conditionVersion"));
        var (assignment, isNew) = await assignments.PutAsync(call.Principal, call.Scope, name, content, cancel);
        // 201 even for one that was there: az up to 2.45 takes nothing else for success.
        return ArmAnswers.Ok(Body(assignment, call.Scope, isNew), StatusCodes.Status201Created);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string name, RoleAssignments assignments, CancellationToken cancel)
    {
        var call = context.Call();
        var deleted = await assignments.DeleteAsync(call.Principal.TenantId, call.Scope, name, cancel);
        return deleted is null ? Results.NoContent() : ArmAnswers.Ok(Body(deleted, call.Scope));
    }

    // The answer to a create does not name the creator; every later one does.
    private static object Body(RoleAssignment assignment, Scope seenFrom, bool isNew = false) => new
    {
        properties = new
        {
            roleDefinitionId = RoleDefinitionEndpoints.IdAt(seenFrom, assignment.RoleDefinitionId),
            principalId = assignment.PrincipalId,
            principalType = assignment.PrincipalType,
            scope = assignment.Scope.ToString(),
            condition = assignment.Condition,
            conditionVersion = assignment.ConditionVersion,
            createdOn = ArmAnswers.Time(assignment.CreatedOn),
            updatedOn = ArmAnswers.Time(assignment.UpdatedOn),
            createdBy = isNew ? null : assignment.CreatedBy,
            updatedBy = assignment.UpdatedBy,
            delegatedManagedIdentityResourceId = (string?)null,
            description = assignment.Description,
        },
        id = $"{assignment.Scope.ToString().TrimEnd('/')}/providers/{Type}/{assignment.Id}",
        type = Type,
        name = assignment.Id,
    };
}
