using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;
using Sallyport.Portal.Subscriptions;

namespace Sallyport.Server.Portal;

/// <summary>Finds principals to give roles to, and the names of those that have some.</summary>
/// <param name="directory">Service principals.</param>
/// <param name="users">People.</param>
internal sealed class MemberSearch(IDirectoryStore directory, IUserDirectory users)
{
    /// <summary>How many are shown.</summary>
    public const int Maximum = 20;

    /// <summary>
    /// The principals that a text names: by object id or client id, all of it, or by the start of the display name or
    /// the user name, letter case aside; one more than <see cref="Maximum"/> where there are more.
    /// </summary>
    public async Task<IReadOnlyList<Member>> FindAsync(Guid tenantId, string text, CancellationToken cancel)
    {
        if (StrictGuid.TryRead(text, out var id))
            return await FindAsync(tenantId, id, cancel);
        var key = SearchKey.Of(text);
        var principals = await directory.ServicePrincipals(tenantId)
            .Where(p => p.DisplayNameKey.StartsWith(key)).OrderBy(p => p.DisplayNameKey).ThenBy(p => p.Id)
            .Take(Maximum + 1).ToListAsync(cancel);
        var people = await UserList.Starting(users.Users(tenantId), text)
            .OrderBy(u => u.DisplayNameKey).ThenBy(u => u.Id).Take(Maximum + 1).ToListAsync(cancel);
        return [.. principals.Select(Member.Of).Concat(people.Select(Member.Of)).Take(Maximum + 1)];
    }

    /// <summary>The principals with these object ids, as far as they are there.</summary>
    public async Task<IReadOnlyDictionary<Guid, Member>> NamesAsync(
        Guid tenantId, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var principals = await directory.ServicePrincipals(tenantId).Where(p => ids.Contains(p.Id)).ToListAsync(cancel);
        var people = await users.Users(tenantId).Where(u => ids.Contains(u.Id)).ToListAsync(cancel);
        return principals.Select(Member.Of).Concat(people.Select(Member.Of)).ToDictionary(m => m.Id);
    }

    private async Task<IReadOnlyList<Member>> FindAsync(Guid tenantId, Guid id, CancellationToken cancel)
    {
        var principal = await directory.FindServicePrincipalAsync(tenantId, id, cancel)
            ?? await directory.FindServicePrincipalByAppIdAsync(tenantId, id, cancel);
        if (principal is not null)
            return [Member.Of(principal)];
        return await users.FindAsync(tenantId, id, cancel) is { } user ? [Member.Of(user)] : [];
    }
}
