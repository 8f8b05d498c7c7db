using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// Keeps a Global Administrator who can sign in, unless the caller has said that access may be lost. The rule is our
/// own; a real tenant keeps the last one whatever the caller says.
/// </summary>
/// <param name="users">The users.</param>
/// <param name="access">Knows what the caller has said.</param>
public sealed class LastAdministrator(IUserDirectory users, OwnerAccess access)
{
    // Held from the check to the write, so that of the last two not both leave at once. One process at a time holds a
    // data directory.
    private static readonly SemaphoreSlim Gate = new(1);

    /// <summary>Whether a user is the last Global Administrator who can sign in.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="id">The user.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<bool> IsLastAsync(Guid tenantId, Guid id, CancellationToken cancel)
    {
        var user = await users.FindAsync(tenantId, id, cancel);
        if (user is not { AccountEnabled: true } || !DirectoryRights.IsGlobalAdministrator(user))
            return false;
        return !await users.HasAnotherWithRoleAsync(tenantId, id, WellKnown.GlobalAdministrator, cancel);
    }

    /// <summary>Deletes or disables a user, or takes the role of one.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="id">The user.</param>
    /// <param name="write">Does it.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task LeaveAsync(Guid tenantId, Guid id, Func<Task> write, CancellationToken cancel)
    {
        await Gate.WaitAsync(cancel);
        try
        {
            if (!access.MayBeLost && await IsLastAsync(tenantId, id, cancel))
                throw GraphErrors.LastAdministrator().ToException();
            await write();
        }
        finally
        {
            Gate.Release();
        }
    }
}
