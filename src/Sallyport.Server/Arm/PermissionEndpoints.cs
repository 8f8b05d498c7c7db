using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// What the caller may do at a scope: the permissions of each role that it holds there. Source: Azure REST,
/// permissions.
/// </summary>
internal static class PermissionEndpoints
{
    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/providers/Microsoft.Authorization/permissions", List).Of(ArmResourceType.Permissions)
            .Requires(new ArmAction("Microsoft.Authorization/permissions/read"));

    /// <summary>A part of a role on the wire.</summary>
    public static object Body(Permission permission) => new
    {
        actions = permission.Actions.Select(p => p.Text),
        notActions = permission.NotActions.Select(p => p.Text),
        dataActions = permission.DataActions.Select(p => p.Text),
        notDataActions = permission.NotDataActions.Select(p => p.Text),
    };

    private static IResult List(HttpContext context)
    {
        var call = context.Call();
        return ArmAnswers.List(call.Assignments
            .Where(a => a.Scope.Contains(call.Scope))
            .Select(a => BuiltInRoles.Find(a.RoleDefinitionId))
            .OfType<RoleDefinition>()
            .Distinct()
            .SelectMany(r => r.Permissions).Select(Body));
    }
}
