namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// What the use cases and the token service ask of the database about users. Reads return detached copies.
/// </summary>
public interface IUserDirectory
{
    /// <summary>The user with this object id, or null.</summary>
    Task<User?> FindAsync(Guid tenantId, Guid id, CancellationToken cancel);

    /// <summary>The user of the tenant with this name (compared without case), or null.</summary>
    Task<User?> FindByNameAsync(Guid tenantId, string userPrincipalName, CancellationToken cancel);

    /// <summary>Adds a user. <see cref="StoreOutcome.AlreadyExists"/> when the name is taken.</summary>
    Task<StoreOutcome> AddAsync(User user, CancellationToken cancel);

    /// <summary>
    /// Writes the whole user if nobody changed it since it was read (its <see cref="User.Version"/>), and raises the
    /// version. Otherwise <see cref="StoreOutcome.Stale"/>, or <see cref="StoreOutcome.AlreadyExists"/> when the name
    /// is taken.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(User user, CancellationToken cancel);

    /// <summary>
    /// Removes a user if nobody changed it since it was read; otherwise <see cref="StoreOutcome.Stale"/>.
    /// </summary>
    Task<StoreOutcome> DeleteAsync(User user, CancellationToken cancel);

    /// <summary>Whether somebody else who may sign in holds a directory role.</summary>
    Task<bool> HasAnotherWithRoleAsync(Guid tenantId, Guid besides, Guid role, CancellationToken cancel);

    /// <summary>The users of a tenant, for a surface to filter and page.</summary>
    IQueryable<User> Users(Guid tenantId);
}
