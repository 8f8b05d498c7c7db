using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Lets people choose another password who know the one they have. Wrong ones count towards the lock-out, like those of
/// a sign-in.
/// </summary>
/// <param name="tries">Compares the present password.</param>
/// <param name="users">Keeps the new one.</param>
public sealed class OwnPassword(PasswordTries tries, Users users)
{
    /// <summary>Changes the password, which ends the sessions that the old one began.</summary>
    public async Task ChangeAsync(User user, string current, string chosen, CancellationToken cancel)
    {
        var known = await CheckAsync(user, current, cancel);
        if (chosen == current)
            throw GraphErrors.PasswordTooWeak().ToException();
        var otherwise = GraphErrors.CurrentPasswordWrong("The password was changed meanwhile.");
        await users.ChoosePasswordAsync(known, chosen, otherwise, cancel);
    }

    private async Task<User> CheckAsync(User user, string current, CancellationToken cancel)
    {
        try
        {
            return await tries.CheckAsync(user.TenantId, user.UserPrincipalName, current, cancel);
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal reason)
        {
            var isCrowd = reason == Aadsts.TooManyRequests();
            var same = isCrowd ? GraphErrors.TooManyRequests() : GraphErrors.CurrentPasswordWrong(reason.Code);
            throw same.ToException();
        }
    }
}
