using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
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
        var page = ListPage.NumberOf(context.Request);
        var rows = await Found(store.Applications(context.Person().TenantId), search)
            .OrderBy(a => a.DisplayNameKey)
            .ThenBy(a => a.Id)
            .Skip((page - 1) * ListPage.Size)
            .Take(ListPage.Size + 1)
            .Select(a => new { Application = a, Count = a.FederatedIdentityCredentials.Count })
            .ToListAsync(context.RequestAborted);
        var shown = rows.Take(ListPage.Size).Select(r => new ApplicationRow(r.Application, r.Count));
        return new ApplicationRows([.. shown], search, page, rows.Count > ListPage.Size);
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
