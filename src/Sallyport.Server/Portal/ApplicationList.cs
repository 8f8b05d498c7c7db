using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;
using Sallyport.Portal.Applications;

namespace Sallyport.Server.Portal;

/// <summary>Reads one page of the list of applications.</summary>
internal static class ApplicationList
{
    /// <summary>The page that the address names, and of what is searched for.</summary>
    public static async Task<ApplicationRows> ReadAsync(HttpContext context, IDirectoryStore store)
    {
        var search = context.Request.Query["search"].ToString().Trim();
        var ordered = Found(store.Applications(context.Person().TenantId), search)
            .OrderBy(a => a.DisplayNameKey)
            .ThenBy(a => a.Id)
            .Select(a => new { Application = a, Count = a.FederatedIdentityCredentials.Count });
        var page = await ListPage.ReadAsync(context, ordered);
        var shown = page.Rows.Select(r => new ApplicationRow(r.Application, r.Count));
        return new ApplicationRows([.. shown], search, page.Number, page.HasNext);
    }

    private static IQueryable<Application> Found(IQueryable<Application> all, string search)
    {
        if (search.Length == 0)
            return all;
        if (StrictGuid.TryRead(search, out var id))
            return all.Where(a => a.AppId == id || a.Id == id);
        var key = SearchKey.Of(search);
        return all.Where(a => a.DisplayNameKey.StartsWith(key));
    }
}
