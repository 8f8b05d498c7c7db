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
        try
        {
            await tries.CheckAsync(user.TenantId, user.UserPrincipalName, current, cancel);
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal reason)
        {
            throw GraphErrors.CurrentPasswordWrong(reason.Code).ToException();
        }
        await users.UpdateAsync(
            user.TenantId,
            user.Id,
            new UserInput { Password = chosen, ForceChangePasswordNextSignIn = false },
            cancel);
    }
}
