using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;
using Sallyport.Portal.Users;

namespace Sallyport.Server.Portal;

/// <summary>Reads one page of the list of users.</summary>
internal static class UserList
{
    /// <summary>The page that the address names, and of what is searched for.</summary>
    public static async Task<UserRows> ReadAsync(HttpContext context, IUserDirectory users)
    {
        var search = context.Request.Query["search"].ToString().Trim();
        var page = await ListPage.ReadAsync(
            context,
            Found(users.Users(context.Person().TenantId), search).OrderBy(u => u.DisplayNameKey).ThenBy(u => u.Id));
        return new UserRows(page.Rows, search, page.Number, page.HasNext);
    }

    /// <summary>The users whose display name or user principal name begins with a text, letter case aside.</summary>
    public static IQueryable<User> Starting(IQueryable<User> all, string text)
    {
        var key = SearchKey.Of(text);
        return all.Where(u => u.DisplayNameKey.StartsWith(key) || u.UserPrincipalNameKey.StartsWith(key));
    }

    private static IQueryable<User> Found(IQueryable<User> all, string search)
    {
        if (search.Length == 0)
            return all;
        if (StrictGuid.TryRead(search, out var id))
            return all.Where(u => u.Id == id);
        return Starting(all, search);
    }
}
