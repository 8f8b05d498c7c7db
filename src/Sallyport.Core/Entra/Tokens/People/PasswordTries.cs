using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Compares passwords and counts the wrong ones. Ten lock the account for a minute; each further one locks it for twice
/// as long. An account that is not there is answered as one with another password, after the same time, unless the
/// tenant tells it (<see cref="TenantPolicy.UnknownAccountsAreTold"/>).
/// </summary>
public sealed class PasswordTries(IUserDirectory users, IPasswordHashes passwords, TimeProvider time)
{
    /// <summary>How many wrong passwords lock an account.</summary>
    public const int Allowed = 10;

    private const int MostDoublings = 10;
    private const int Attempts = 64;

    /// <summary>
    /// The user of this name and password, who may sign in. Throws AADSTS50126, 50034, 50053, 50055, 50057 or
    /// 90055.
    /// </summary>
    internal async Task<User> SignInAsync(
        Tenant tenant, string name, string password, SignInDraft signIn, CancellationToken cancel)
    {
        await RequireKnownAsync(tenant, name, cancel);
        var user = await CheckAsync(tenant.Id, name, password, cancel);
        signIn.ByUser(user);
        if (!user.AccountEnabled)
            throw Aadsts.AccountDisabled().ToException();
        return user.ForceChangePasswordNextSignIn ? throw Aadsts.PasswordExpired().ToException() : user;
    }

    /// <summary>The user of this name and password. Throws AADSTS50126, 50053 or 90055.</summary>
    internal async Task<User> CheckAsync(Guid tenantId, string name, string password, CancellationToken cancel)
    {
        var user = await users.FindByNameAsync(tenantId, name, cancel);
        var isRight = await CompareAsync(user, password, cancel); // a locked account answers after the same time
        RequireUnlocked(user);
        if (user is null)
            throw Aadsts.WrongPassword().ToException();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // Read anew: of many tries at once, those that end after the tenth wrong one do not count.
            var current = await users.FindAsync(tenantId, user.Id, cancel);
            RequireUnlocked(current);
            if (current is null || current.PasswordHash != user.PasswordHash)
                throw Aadsts.WrongPassword().ToException();
            if (isRight && current.FailedTries == 0)
                return current;
            Count(current, isRight);
            if (await users.UpdateAsync(current, cancel) != StoreOutcome.Done)
                continue;
            return isRight ? current : throw Aadsts.WrongPassword().ToException();
        }
        throw Aadsts.Unavailable().ToException();
    }

    /// <summary>Refuses a name that nobody has, where the tenant tells that. Throws AADSTS50034.</summary>
    internal async Task RequireKnownAsync(Tenant tenant, string name, CancellationToken cancel)
    {
        if (tenant.Policy.UnknownAccountsAreTold && await users.FindByNameAsync(tenant.Id, name, cancel) is null)
            throw Aadsts.AccountNotFound(tenant.DisplayName).ToException();
    }

    private async Task<bool> CompareAsync(User? user, string password, CancellationToken cancel)
    {
        try
        {
            return await passwords.VerifyAsync(user?.PasswordHash, password, cancel);
        }
        catch (TimeoutException)
        {
            throw Aadsts.TooManyRequests().ToException();
        }
    }

    private void RequireUnlocked(User? user)
    {
        if (user?.LockedUntil > time.GetUtcNow())
            throw Aadsts.AccountLocked().ToException();
    }

    private void Count(User user, bool isRight)
    {
        user.FailedTries = isRight ? 0 : user.FailedTries + 1;
        var further = user.FailedTries - Allowed;
        user.LockedUntil = further < 0
            ? null
            : time.GetUtcNow() + (TimeSpan.FromMinutes(1) * Math.Pow(2, Math.Min(further, MostDoublings)));
    }
}
