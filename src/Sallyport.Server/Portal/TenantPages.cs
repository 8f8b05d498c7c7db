using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Portal.Tenants;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>
/// The first page of the portal: the tenant, its id and its domain. And what there is for Cloud Shell.
/// </summary>
internal static class TenantPages
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/", ShowAsync).Requires(new PortalPerson());
        pages.MapGet("/cloudshell", (HttpContext context) => PortalPages.Show<ShellPage>(context, []))
            .Requires(new PortalPerson());
    }

    private static async Task<IResult> ShowAsync(HttpContext context, IClientDirectory directory)
    {
        var tenant = await directory.FindTenantAsync(context.Person().TenantId, context.RequestAborted);
        return PortalPages.Show<TenantPage>(context, new() { ["Tenant"] = tenant });
    }
}
