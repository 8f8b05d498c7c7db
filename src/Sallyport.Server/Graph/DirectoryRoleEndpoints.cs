using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// The routes of directory roles and their members. Source: Microsoft Graph, resource type <c>directoryRole</c>, "Add
/// directory role member".
/// </summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class DirectoryRoleEndpoints(GraphVersion version)
{
    private const string Set = "directoryRoles";

    private static readonly string[] Keys =
        ["/directoryRoles/{id}", "/directoryRoles(roleTemplateId='{template}')"];

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/directoryRoles", ListAsync).Requires(GraphPermission.ReadRoles);
        foreach (var key in Keys)
        {
            routes.MapGet(key, GetAsync).Requires(GraphPermission.ReadRoles);
            routes.MapGet(key + "/members", ListMembersAsync).Requires(GraphPermission.ReadRoles);
            routes.MapPost(key + "/members/$ref", AddAsync).Requires(GraphPermission.WriteRoles);
            routes.MapDelete(key + "/members/{memberId}/$ref", RemoveAsync).Requires(GraphPermission.WriteRoles);
        }
    }

    private async Task<IResult> ListAsync(HttpContext context, CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, DirectoryRoleResource.Model, version);
        var page = await query.RunAsync(DirectoryRoleResource.Of(context.TenantId()).AsQueryable(), cancel);
        return version.Page(context.Request, query, Set, page);
    }

    private IResult GetAsync(HttpContext context)
    {
        var query = GraphQuery.OfEntity(context.Request, DirectoryRoleResource.Model, version);
        return version.Entity(context.Request, query, Set, Role(context));
    }

    private async Task<IResult> ListMembersAsync(HttpContext context, IUserDirectory users, CancellationToken cancel)
    {
        var role = Role(context).Role.TemplateId;
        var members = await users.Users(context.TenantId())
            .Where(u => u.DirectoryRoles.Contains(role))
            .OrderBy(u => u.Id)
            .ToListAsync(cancel);
        return version.Objects(
            context.Request, writer => UserResource.WriteTyped(writer, members, context, version));
    }

    private static async Task<IResult> AddAsync(HttpContext context, Users users, CancellationToken cancel)
    {
        var role = Role(context).Role.TemplateId;
        var id = await GraphReference.ReadAsync(context.Request, "DirectoryRole", cancel);
        await users.AddRoleAsync(context.TenantId(), id, role, cancel);
        return Results.NoContent();
    }

    private static async Task<IResult> RemoveAsync(
        string memberId, HttpContext context, Users users, CancellationToken cancel)
    {
        var role = Role(context).Role.TemplateId;
        await users.RemoveRoleAsync(context.TenantId(), GraphKeys.Id(memberId), role, cancel);
        return Results.NoContent();
    }

    private static TenantRole Role(HttpContext context)
    {
        var template = GraphKeys.Literal(context, "template");
        var key = template ?? (string)context.GetRouteValue("id")!;
        var isId = StrictGuid.TryRead(key, out var id);
        var role = DirectoryRoleResource.Of(context.TenantId())
            .FirstOrDefault(r => id == (template is null ? r.Id : r.Role.TemplateId));
        return isId && role is not null ? role : throw GraphErrors.NotFound(key).ToException();
    }
}
