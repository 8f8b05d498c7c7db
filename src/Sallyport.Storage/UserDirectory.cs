using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Storage;

/// <summary>The users of the directory in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class UserDirectory(DirectoryContext context) : IUserDirectory
{
    public Task<User?> FindAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        Users(tenantId).FirstOrDefaultAsync(u => u.Id == id, cancel);

    public Task<User?> FindByNameAsync(Guid tenantId, string userPrincipalName, CancellationToken cancel)
    {
        var key = SearchKey.Of(userPrincipalName);
        return Users(tenantId).FirstOrDefaultAsync(u => u.UserPrincipalNameKey == key, cancel);
    }

    public Task<StoreOutcome> AddAsync(User user, CancellationToken cancel)
    {
        context.Add(user);
        return context.SaveAsync(() => IsTakenAsync(user, cancel), cancel);
    }

    public async Task<StoreOutcome> UpdateAsync(User user, CancellationToken cancel)
    {
        var current = await context.Set<User>().AsTracking()
            .FirstOrDefaultAsync(u => u.TenantId == user.TenantId && u.Id == user.Id, cancel);
        if (current is null || current.Version != user.Version)
        {
            context.ChangeTracker.Clear();
            return current is null ? StoreOutcome.NotFound : StoreOutcome.Stale;
        }
        context.Entry(current).CurrentValues.SetValues(user);
        current.Version++;
        return await context.SaveAsync(() => IsTakenAsync(user, cancel), cancel);
    }

    public async Task<StoreOutcome> DeleteAsync(User user, CancellationToken cancel)
    {
        var same = context.Set<User>().Where(u => u.TenantId == user.TenantId && u.Id == user.Id);
        if (await same.Where(u => u.Version == user.Version).ExecuteDeleteAsync(cancel) == 1)
            return StoreOutcome.Done;
        return await same.AnyAsync(cancel) ? StoreOutcome.Stale : StoreOutcome.NotFound;
    }

    public Task<bool> HasAnotherWithRoleAsync(Guid tenantId, Guid besides, Guid role, CancellationToken cancel) =>
        Users(tenantId).AnyAsync(
            u => u.Id != besides && u.AccountEnabled && u.DirectoryRoles.Contains(role), cancel);

    public IQueryable<User> Users(Guid tenantId) =>
        context.Set<User>().AsNoTracking().Where(u => u.TenantId == tenantId);

    private Task<bool> IsTakenAsync(User user, CancellationToken cancel) =>
        context.Set<User>().AnyAsync(
            u => u.Id != user.Id && u.UserPrincipalNameKey == user.UserPrincipalNameKey, cancel);
}
