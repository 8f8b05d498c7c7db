using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// The routes of the owners of applications and service principals. Source: Microsoft Graph, "List owners", "Add
/// owner" and "Remove owner" of <c>application</c>.
/// </summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class OwnerEndpoints(GraphVersion version)
{
    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        foreach (var key in ApplicationEndpoints.Keys)
        {
            routes.MapGet(key + "/owners", ListAsync).Requires(GraphPermission.ReadApplications);
            routes.MapPost(key + "/owners/$ref", AddAsync).Requires(GraphPermission.WriteApplication);
            routes.MapDelete(key + "/owners/{ownerId}/$ref", RemoveAsync).Requires(GraphPermission.WriteApplication);
        }
        foreach (var key in ServicePrincipalEndpoints.Keys)
            routes.MapGet(key + "/owners", ListOfPrincipalAsync).Requires(GraphPermission.ReadApplications);
    }

    private async Task<IResult> ListAsync(
        HttpContext context, IDirectoryStore store, IUserDirectory users, CancellationToken cancel) =>
        await ShowAsync(context, (await context.FindApplicationAsync(store, cancel)).Owners, store, users, cancel);

    private async Task<IResult> ListOfPrincipalAsync(
        HttpContext context, IDirectoryStore store, IUserDirectory users, CancellationToken cancel) =>
        await ShowAsync(context, (await context.FindPrincipalAsync(store, cancel)).Owners, store, users, cancel);

    private static async Task<IResult> AddAsync(
        HttpContext context,
        IDirectoryStore store,
        IUserDirectory users,
        Applications applications,
        CancellationToken cancel)
    {
        var application = await context.FindApplicationAsync(store, cancel);
        var id = await GraphReference.ReadAsync(context.Request, "Application", cancel);
        var exists = await users.FindAsync(application.TenantId, id, cancel) is not null
            || await store.FindServicePrincipalAsync(application.TenantId, id, cancel) is not null;
        if (!exists)
            throw GraphErrors.NotFound(id.ToString()).ToException();
        await applications.AddOwnerAsync(application.TenantId, application.Id, id, cancel);
        return Results.NoContent();
    }

    private static async Task<IResult> RemoveAsync(
        string ownerId,
        HttpContext context,
        IDirectoryStore store,
        Applications applications,
        CancellationToken cancel)
    {
        var application = await context.FindApplicationAsync(store, cancel);
        await applications.RemoveOwnerAsync(application.TenantId, application.Id, GraphKeys.Id(ownerId), cancel);
        return Results.NoContent();
    }

    // An owner that was deleted is not shown.
    private async Task<IResult> ShowAsync(
        HttpContext context,
        List<Guid> owners,
        IDirectoryStore store,
        IUserDirectory users,
        CancellationToken cancel)
    {
        var people = await users.Users(context.TenantId())
            .Where(u => owners.Contains(u.Id)).OrderBy(u => u.Id).ToListAsync(cancel);
        var principals = await store.ServicePrincipals(context.TenantId())
            .Where(p => owners.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(cancel);
        return version.Objects(context.Request, writer =>
        {
            UserResource.WriteTyped(writer, people, context, version);
            foreach (var principal in principals)
                GraphJson.WriteTyped(writer, principal, ServicePrincipalResource.Model, version);
        });
    }
}
