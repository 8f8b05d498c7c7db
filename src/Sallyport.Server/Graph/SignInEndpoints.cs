using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Sts;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// The routes of sign-ins. As on Graph, lists hold sign-ins of people unless beta is asked for another kind by a filter on
/// <c>signInEventTypes</c>; there are no people here, so nothing else lists anything.
/// </summary>
/// <param name="version">The version that they belong to.</param>
public sealed class SignInEndpoints(GraphVersion version)
{
    /// <summary>How many of the newest sign-ins a list looks at.</summary>
    public const int Searched = 10_000;

    private const string Set = "auditLogs/signIns";

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/auditLogs/signIns", ListAsync).Requires(GraphRequirement.ReadAuditLog);
        routes.MapGet("/auditLogs/signIns/{id}", GetAsync).Requires(GraphRequirement.ReadAuditLog);
    }

    private async Task<IResult> ListAsync(HttpContext context, ISignInLog log, CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, SignInResource.Model, version);
        var kind = context.Request.Query.Any(o => o.Key.TrimStart('$').Equals("filter", StringComparison.OrdinalIgnoreCase)
            && o.Value.ToString().Contains("signInEventTypes", StringComparison.OrdinalIgnoreCase));
        var records = kind ? await log.ListAsync(refusedOnly: false, clients: null, Searched, cancel) : [];
        var page = await query.RunAsync(records.Where(r => r.TenantId == context.TenantId()).AsQueryable(), cancel);
        return version.Page(context.Request, query, Set, page);
    }

    private async Task<IResult> GetAsync(HttpContext context, string id, ISignInLog log, CancellationToken cancel)
    {
        var query = GraphQuery.OfEntity(context.Request, SignInResource.Model, version);
        var record = await log.FindAsync(GraphKeys.Id(id), cancel);
        return record?.TenantId == context.TenantId()
            ? version.Entity(context.Request, query, Set, record)
            : throw GraphErrors.NotFound(id).ToException();
    }
}
