using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The routes of service principals.</summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class ServicePrincipalEndpoints(GraphVersion version)
{
    private const string Set = "servicePrincipals";

    /// <summary>The two ways to address a service principal.</summary>
    public static readonly IReadOnlyList<string> Keys =
        ["/servicePrincipals/{id}", "/servicePrincipals(appId='{appId}')"];

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/servicePrincipals", ListAsync).Requires(GraphPermission.ReadApplications);
        routes.MapPost("/servicePrincipals", CreateAsync).Requires(GraphPermission.Register);
        foreach (var key in Keys)
        {
            routes.MapGet(key, GetAsync).Requires(GraphPermission.ReadApplications);
            routes.MapPatch(key, UpdateAsync).Requires(GraphPermission.WritePrincipal);
            routes.MapDelete(key, DeleteAsync).Requires(GraphPermission.WritePrincipal);
        }
    }

    private async Task<IResult> ListAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, ServicePrincipalResource.Model, version);
        var page = await query.RunAsync(store.ServicePrincipals(context.TenantId()), cancel);
        return version.Page(context.Request, query, Set, page);
    }

    private async Task<IResult> GetAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var query = GraphQuery.OfEntity(context.Request, ServicePrincipalResource.Model, version);
        return version.Entity(context.Request, query, Set, await context.FindPrincipalAsync(store, cancel));
    }

    private async Task<IResult> CreateAsync(HttpContext context, ServicePrincipals principals, CancellationToken cancel)
    {
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var appId = body.Text("appId").Or(null);
        var enabled = body.Flag("accountEnabled").Or(true);
        body.End(ServicePrincipalResource.Model, version, null);
        var principal =
            await principals.CreateAsync(context.TenantId(), appId, enabled, context.Person(), cancel);
        return version.Created(context.Request, ServicePrincipalResource.Model, Set, principal,
            $"/v2/{principal.TenantId}/directoryObjects/{principal.Id}/Microsoft.DirectoryServices.ServicePrincipal");
    }

    private async Task<IResult> UpdateAsync(
        HttpContext context, IDirectoryStore store, ServicePrincipals principals, CancellationToken cancel)
    {
        var current = await context.FindPrincipalAsync(store, cancel);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var enabled = body.Flag("accountEnabled").Or(current.AccountEnabled);
        body.End(ServicePrincipalResource.Model, version, current);
        await principals.UpdateAsync(current.TenantId, current.Id, enabled, cancel);
        return Results.NoContent();
    }

    private async Task<IResult> DeleteAsync(
        HttpContext context, IDirectoryStore store, ServicePrincipals principals, CancellationToken cancel)
    {
        var current = await context.FindPrincipalAsync(store, cancel);
        await principals.DeleteAsync(current.TenantId, current.Id, cancel);
        return Results.NoContent();
    }
}
