using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The routes by which people see and change themselves.</summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class MeEndpoints(GraphVersion version)
{
    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/me", GetAsync).Requires(GraphPermission.ReadMe);
        routes.MapPatch("/me", UpdateAsync).Requires(GraphPermission.WriteMe);
        routes.MapGet("/me/memberOf", ListRoles).Requires(GraphPermission.ReadMe);
        routes.MapGet("/me/ownedObjects", ListOwnedAsync).Requires(GraphPermission.ReadMe);
        routes.MapPost("/me/changePassword", ChangePasswordAsync).Requires(GraphPermission.ChangeMyPassword);
        routes.MapPost("/me/revokeSignInSessions", RevokeAsync).Requires(GraphPermission.WriteMe);
    }

    private IResult GetAsync(HttpContext context)
    {
        var query = GraphQuery.OfEntity(context.Request, UserResource.Model, version);
        return version.Entity(context.Request, query, "users", Me(context));
    }

    // What the tenant says of a person is for those who write users: a name is not one's own to choose.
    private async Task<IResult> UpdateAsync(HttpContext context, Users users, CancellationToken cancel)
    {
        var me = Me(context);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var input = UserEndpoints.Read(body);
        body.End(UserResource.Model, version, me);
        if (!input.IsOfOwnProfile && !DirectoryRights.Allow(me, [.. GraphPermission.WriteUsers.AnyOf]))
            throw GraphErrors.Denied().ToException();
        UserEndpoints.RequirePasswordRight(input, context);
        await users.UpdateAsync(me.TenantId, me.Id, input, cancel);
        return Results.NoContent();
    }

    private IResult ListRoles(HttpContext context) =>
        version.Objects(context.Request, writer => UserEndpoints.WriteRoles(writer, Me(context), version));

    private async Task<IResult> ListOwnedAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var me = Me(context);
        var applications = await store.Applications(me.TenantId)
            .Where(a => a.Owners.Contains(me.Id)).OrderBy(a => a.Id).ToListAsync(cancel);
        var principals = await store.ServicePrincipals(me.TenantId)
            .Where(p => p.Owners.Contains(me.Id)).OrderBy(p => p.Id).ToListAsync(cancel);
        return version.Objects(context.Request, writer =>
        {
            foreach (var application in applications)
                GraphJson.WriteTyped(writer, application, ApplicationResource.Model, version);
            foreach (var principal in principals)
                GraphJson.WriteTyped(writer, principal, ServicePrincipalResource.Model, version);
        });
    }

    private static async Task<IResult> ChangePasswordAsync(
        HttpContext context, OwnPassword passwords, CancellationToken cancel)
    {
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var current = body.Text("currentPassword").Or(null);
        var chosen = body.Text("newPassword").Or(null);
        body.End();
        if (string.IsNullOrEmpty(current) || string.IsNullOrEmpty(chosen))
            throw GraphErrors.BadRequest(
                "The parameters 'currentPassword' and 'newPassword' are required.").ToException();
        await passwords.ChangeAsync(Me(context), current, chosen, cancel);
        return Results.NoContent();
    }

    private async Task<IResult> RevokeAsync(HttpContext context, Users users, CancellationToken cancel)
    {
        var me = Me(context);
        await users.RevokeSessionsAsync(me.TenantId, me.Id, cancel);
        return version.Object(context.Request, "Edm.Boolean", writer => writer.WriteBoolean("value", true));
    }

    private static User Me(HttpContext context) =>
        context.Person() ?? throw new InvalidOperationException("The route lets people in alone.");
}
