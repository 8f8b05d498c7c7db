using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The routes of the tenant itself and of objects of whatever kind.</summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class DirectoryEndpoints(GraphVersion version)
{
    private const int MaximumIds = 1000;

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/organization", ListOrganizationAsync).Requires(GraphPermission.ReadDirectory);
        routes.MapPost("/directoryObjects/getByIds", GetByIdsAsync).Requires(GraphPermission.ReadApplications);
    }

    private async Task<IResult> ListOrganizationAsync(
        HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, OrganizationResource.Model, version);
        Tenant[] own = await store.FindTenantAsync(context.TenantId(), cancel) is { } tenant ? [tenant] : [];
        return version.Page(context.Request, query, "organization", await query.RunAsync(own.AsQueryable(), cancel));
    }

    // Ids that are unknown, of another tenant or of a kind that is not asked for are left out in silence, as on Graph.
    private async Task<IResult> GetByIdsAsync(
        HttpContext context, IDirectoryStore store, IUserDirectory users, CancellationToken cancel)
    {
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var ids = (
            body.Texts("ids").Or(null) ?? throw GraphErrors.ValueRequired("ids", "DirectoryObject").ToException())
            .Select(GraphKeys.Id).Distinct().ToList();
        var types = body.Texts("types").Or(null);
        body.End();
        if (ids.Count > MaximumIds)
            throw GraphErrors.Invalid($"At most {MaximumIds} ids can be asked for at a time.").ToException();
        var tenantId = context.TenantId();
        var applications = Wants(types, "application")
            ? await store.Applications(tenantId).Where(a => ids.Contains(a.Id)).OrderBy(a => a.Id).ToListAsync(cancel)
            : [];
        var principals = Wants(types, "servicePrincipal")
            ? await store.ServicePrincipals(tenantId)
                .Where(p => ids.Contains(p.Id))
                .OrderBy(p => p.Id)
                .ToListAsync(cancel)
            : [];
        var people = Wants(types, "user")
            ? await users.Users(tenantId).Where(u => ids.Contains(u.Id)).OrderBy(u => u.Id).ToListAsync(cancel)
            : [];
        return version.Objects(context.Request, writer =>
        {
            Write(writer, ApplicationResource.Model, applications);
            Write(writer, ServicePrincipalResource.Model, principals);
            UserResource.WriteTyped(writer, people, context, version);
        });
    }

    private static bool Wants(IReadOnlyList<string>? types, string type) =>
        types is null or [] || types.Any(t => t.Equals(type, StringComparison.OrdinalIgnoreCase)
            || t.Equals("directoryObject", StringComparison.OrdinalIgnoreCase));

    private void Write<T>(Utf8JsonWriter writer, GraphResource<T> resource, IEnumerable<T> entities)
    {
        foreach (var entity in entities)
            GraphJson.WriteTyped(writer, entity, resource, version);
    }
}
