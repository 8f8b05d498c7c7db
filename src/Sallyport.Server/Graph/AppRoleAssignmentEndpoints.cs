using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The routes of app roles granted to a service principal, and of those granted on it.</summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class AppRoleAssignmentEndpoints(GraphVersion version)
{
    private const string To = "appRoleAssignments";
    private const string On = "appRoleAssignedTo";

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        foreach (var key in ServicePrincipalEndpoints.Keys)
        {
            routes.MapGet($"{key}/{To}", ListGrantedToAsync).Requires(GraphPermission.ReadApplications);
            routes.MapGet($"{key}/{On}", ListGrantedOnAsync).Requires(GraphPermission.ReadApplications);
            foreach (var set in (string[])[To, On])
            {
                routes.MapPost($"{key}/{set}", GrantAsync).Requires(GraphPermission.GrantAppRoles);
                routes.MapDelete($"{key}/{set}/{{grantId}}", RevokeAsync).Requires(GraphPermission.GrantAppRoles);
            }
        }
    }

    private async Task<IResult> ListGrantedToAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var principal = await context.FindPrincipalAsync(store, cancel);
        return await PageAsync(context, store, principal, To, principal.AppRoleAssignments, cancel);
    }

    private async Task<IResult> ListGrantedOnAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var resource = await context.FindPrincipalAsync(store, cancel);
        return await PageAsync(
            context, store, resource, On, await store.AppRoleAssignmentsOn(resource.Id).ToListAsync(cancel), cancel);
    }

    private async Task<IResult> GrantAsync(
        HttpContext context, IDirectoryStore store, AppRoleAssignments grants, CancellationToken cancel)
    {
        var addressed = await context.FindPrincipalAsync(store, cancel);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var principalId = Id(body, "principalId");
        var resourceId = Id(body, "resourceId");
        var roleId = Id(body, "appRoleId");
        body.End();
        var set = context.Request.Path.Value!.EndsWith(To, StringComparison.Ordinal) ? To : On;
        if (addressed.Id != (set == To ? principalId : resourceId))
            throw GraphErrors.Invalid("The service principal of the path is not the one of the body.").ToException();
        var grant = await grants.GrantAsync(addressed.TenantId, principalId, resourceId, roleId, cancel);
        var named = (await NamedAsync(store, addressed.TenantId, [grant], cancel)).Single();
        return version.Created(
            context.Request, AppRoleAssignmentResource.Model, $"servicePrincipals('{addressed.Id}')/{set}", named,
            $"/v2/{addressed.TenantId}/directoryObjects/{addressed.Id}"
            + $"/Microsoft.DirectoryServices.ServicePrincipal/{set}/{grant.Id}");
    }

    private static async Task<IResult> RevokeAsync(
        string grantId, HttpContext context, IDirectoryStore store, AppRoleAssignments grants, CancellationToken cancel)
    {
        var addressed = await context.FindPrincipalAsync(store, cancel);
        await grants.RevokeAsync(addressed.TenantId, addressed.Id, GraphKeys.Id(grantId), cancel);
        return Results.NoContent();
    }

    private async Task<IResult> PageAsync(
        HttpContext context,
        IDirectoryStore store,
        ServicePrincipal end,
        string set,
        IReadOnlyList<AppRoleAssignment> grants,
        CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, AppRoleAssignmentResource.Model, version);
        var page = await query.RunAsync((await NamedAsync(store, end.TenantId, grants, cancel)).AsQueryable(), cancel);
        return version.Page(context.Request, query, $"servicePrincipals('{end.Id}')/{set}", page);
    }

    private static async Task<IEnumerable<NamedAppRoleAssignment>> NamedAsync(
        IDirectoryStore store, Guid tenantId, IReadOnlyList<AppRoleAssignment> grants, CancellationToken cancel)
    {
        var ends = grants.SelectMany(g => (Guid[])[g.PrincipalId, g.ResourceId]).ToHashSet();
        var names = await store.ServicePrincipals(tenantId)
            .Where(p => ends.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, p => p.DisplayName, cancel);
        return grants.Select(g => new NamedAppRoleAssignment(
            g, names.GetValueOrDefault(g.PrincipalId), names.GetValueOrDefault(g.ResourceId)));
    }

    private static Guid Id(GraphBody body, string name) =>
        body.Text(name).Or(null) is { } text
            ? GraphKeys.Id(text)
            : throw GraphErrors.ValueRequired(name, "AppRoleAssignment").ToException();
}
