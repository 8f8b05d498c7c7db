namespace Sallyport.Core.Entra.Directory;

/// <summary>What can hold a role: a service principal or a user.</summary>
/// <param name="Type">Its type, in the words of role assignments.</param>
/// <param name="AccountEnabled">Whether it may sign in.</param>
public sealed record DirectoryPrincipal(string Type, bool AccountEnabled)
{
    /// <summary>The type of a service principal.</summary>
    public const string ServicePrincipal = "ServicePrincipal";

    /// <summary>The type of a user.</summary>
    public const string User = "User";
}

/// <summary>Finds principals of whatever kind.</summary>
/// <param name="directory">The service principals.</param>
/// <param name="users">The users.</param>
public sealed class DirectoryPrincipals(IDirectoryStore directory, IUserDirectory users)
{
    /// <summary>The principal with this object id, or null.</summary>
    public async Task<DirectoryPrincipal?> FindAsync(Guid tenantId, Guid id, CancellationToken cancel)
    {
        if (await directory.FindServicePrincipalAsync(tenantId, id, cancel) is { } principal)
            return new DirectoryPrincipal(DirectoryPrincipal.ServicePrincipal, principal.AccountEnabled);
        return await users.FindAsync(tenantId, id, cancel) is { } user
            ? new DirectoryPrincipal(DirectoryPrincipal.User, user.AccountEnabled)
            : null;
    }
}
