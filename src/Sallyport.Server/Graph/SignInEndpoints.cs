using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// The routes of sign-ins. As on Graph, lists hold sign-ins of people unless beta is asked for another kind by a filter
/// on <c>signInEventTypes</c>. Without one they are those alone in which a person typed a password or chose an account.
/// </summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class SignInEndpoints(GraphVersion version)
{
    private const string Set = "auditLogs/signIns";

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/auditLogs/signIns", ListAsync).Requires(GraphPermission.ReadAuditLog);
        routes.MapGet("/auditLogs/signIns/{id}", GetAsync).Requires(GraphPermission.ReadAuditLog);
    }

    private async Task<IResult> ListAsync(HttpContext context, ISignIns signIns, CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, SignInResource.Model, version);
        var page = await query.RunAsync(
            query.Filters("signInEventTypes")
                ? signIns.Of(context.TenantId())
                : signIns.Of(context.TenantId()).Where(SignInResource.IsInteractive), cancel);
        return version.Page(context.Request, query, Set, page);
    }

    private async Task<IResult> GetAsync(HttpContext context, string id, ISignIns signIns, CancellationToken cancel)
    {
        var query = GraphQuery.OfEntity(context.Request, SignInResource.Model, version);
        var found = await signIns.FindAsync(context.TenantId(), GraphKeys.Id(id), cancel);
        return found is { } record
            ? version.Entity(context.Request, query, Set, record)
            : throw GraphErrors.NotFound(id).ToException();
    }
}
