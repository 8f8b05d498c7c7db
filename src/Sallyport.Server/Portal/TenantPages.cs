using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Portal.Tenants;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>The first page of the portal, about the tenant; and what there is in place of Cloud Shell.</summary>
internal static class TenantPages
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/", ShowAsync).Requires(new PortalPerson());
        pages.MapGet("/cloudshell", ShowShell).Requires(new PortalPerson());
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, IDirectoryStore directory, IUserDirectory users, RuleSet rules)
    {
        var cancel = context.RequestAborted;
        var id = context.Person().TenantId;
        return PortalPages.Show<TenantPage>(context, new()
        {
            ["Tenant"] = await directory.FindTenantAsync(id, cancel),
            ["Users"] = await users.Users(id).LongCountAsync(cancel),
            ["Applications"] = await directory.Applications(id).LongCountAsync(cancel),
            ["Rules"] = rules,
        });
    }

    private static IResult ShowShell(HttpContext context) =>
        PortalPages.Show<ShellPage>(context, new() { ["TenantId"] = context.Person().TenantId });
}
