using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary><c>/tenants</c>: the tenant of the caller. Source: Azure REST, tenants.</summary>
internal static class TenantEndpoints
{
    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/tenants", ListAsync).Of(ArmResourceType.Tenants).Requires(new ArmTokenOnly());

    private static async Task<IResult> ListAsync(
        HttpContext context, IDirectoryStore directory, CancellationToken cancel)
    {
        var tenant = await directory.FindTenantAsync(context.Call().Principal.TenantId, cancel);
        return ArmAnswers.List((tenant is null ? Array.Empty<Tenant>() : [tenant]).Select(t => new
        {
            id = $"/tenants/{t.Id}",
            tenantId = t.Id,
            displayName = t.DisplayName,
            domains = new[] { t.InitialDomain },
            defaultDomain = t.InitialDomain,
            tenantCategory = "Home",
            tenantType = "AAD",
        }));
    }
}
