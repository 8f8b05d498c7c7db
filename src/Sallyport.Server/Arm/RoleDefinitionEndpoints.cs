using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>Role definitions, below any scope. Source: Azure REST, role definitions.</summary>
internal static class RoleDefinitionEndpoints
{
    private const string Type = "Microsoft.Authorization/roleDefinitions";
    private static readonly ArmAction Read = new($"{Type}/read");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet($"/providers/{Type}", List).Of(ArmResourceType.RoleDefinitions).Requires(Read);
        routes.MapGet($"/providers/{Type}/{{id}}", Get).Of(ArmResourceType.RoleDefinitions).Requires(Read);
    }

    /// <summary>
    /// The id of a role as seen from a scope: with the scope's subscription, if it is in one. az joins assignments to
    /// roles by this text, so there is one place that makes it.
    /// </summary>
    public static string IdAt(Scope scope, Guid role) =>
        (scope.SubscriptionId is { } subscription ? $"/subscriptions/{subscription}" : "")
            + $"/providers/{Type}/{role}";

    private static IResult List(HttpContext context)
    {
        var scope = context.Call().Scope;
        var filter = RoleDefinitionFilter.Read(context.Request.Query["$filter"].ToString());
        return ArmAnswers.List(
            BuiltInRoles.All.Where(r => r.IsAssignableAt(scope) && filter.Matches(r)).Select(r => Body(r, scope)));
    }

    private static IResult Get(HttpContext context, string id)
    {
        var scope = context.Call().Scope;
        return StrictGuid.TryRead(id, out var guid) && BuiltInRoles.Find(guid) is { } role && role.IsAssignableAt(scope)
            ? ArmAnswers.Ok(Body(role, scope))
            : throw ArmErrors.RoleDefinitionDoesNotExist(id).ToException();
    }

    private static object Body(RoleDefinition role, Scope scope) => new
    {
        properties = new
        {
            roleName = role.RoleName,
            type = role.Type,
            description = role.Description,
            assignableScopes = role.AssignableScopes.Select(s => s.ToString()),
            permissions = role.Permissions.Select(PermissionEndpoints.Body),
            createdOn = (string?)null,
            updatedOn = (string?)null,
            createdBy = (string?)null,
            updatedBy = (string?)null,
        },
        id = IdAt(scope, role.Id),
        type = Type,
        name = role.Id,
    };
}
