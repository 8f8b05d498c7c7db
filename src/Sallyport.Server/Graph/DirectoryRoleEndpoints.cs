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
/// The members of the one directory role that there is, Global Administrator. Source: Microsoft Graph, resource type
/// <c>directoryRole</c>, "Add directory role member".
/// </summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class DirectoryRoleEndpoints(GraphVersion version)
{
    private const string Members = "/directoryRoles(roleTemplateId='{template}')/members";

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet(Members, ListAsync).Requires(GraphPermission.ReadRoles);
        routes.MapPost(Members + "/$ref", AddAsync).Requires(GraphPermission.WriteRoles);
        routes.MapDelete(Members + "/{id}/$ref", RemoveAsync).Requires(GraphPermission.WriteRoles);
    }

    private async Task<IResult> ListAsync(HttpContext context, IUserDirectory users, CancellationToken cancel)
    {
        var role = Role(context);
        var members = await users.Users(context.TenantId())
            .Where(u => u.DirectoryRoles.Contains(role))
            .OrderBy(u => u.Id)
            .ToListAsync(cancel);
        return version.Object(context.Request, "directoryObjects", writer =>
        {
            writer.WriteStartArray("value");
            foreach (var member in members)
                GraphJson.WriteTyped(writer, member, UserResource.Model, version);
            writer.WriteEndArray();
        });
    }

    private static async Task<IResult> AddAsync(HttpContext context, Users users, CancellationToken cancel)
    {
        var role = Role(context);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var reference = body.Text("@odata.id").Or(null)
            ?? throw GraphErrors.ValueRequired("@odata.id", "DirectoryRole").ToException();
        body.End();
        var id = GraphKeys.Id(reference[(reference.LastIndexOf('/') + 1)..]);
        await users.AddRoleAsync(context.TenantId(), id, role, cancel);
        return Results.NoContent();
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, Users users, CancellationToken cancel)
    {
        var id = GraphKeys.Id((string)context.GetRouteValue("id")!);
        await users.RemoveRoleAsync(context.TenantId(), id, Role(context), cancel);
        return Results.NoContent();
    }

    private static Guid Role(HttpContext context)
    {
        var text = GraphKeys.Literal(context, "template")!;
        return StrictGuid.TryRead(text, out var id) && id == WellKnown.GlobalAdministrator
            ? id
            : throw GraphErrors.NotFound(text).ToException();
    }
}
