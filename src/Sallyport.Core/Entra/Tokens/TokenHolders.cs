using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Why a good access token is taken no more.</summary>
public enum TokenHolderProblem
{
    /// <summary>The person's account is disabled or deleted.</summary>
    AccountClosed,

    /// <summary>The person's sessions were ended after the token was minted.</summary>
    SessionsEnded,
}

/// <summary>The person of an access token, as it is in the directory.</summary>
/// <param name="Person">The person; null when the token is a service principal's own, or the account is gone.</param>
/// <param name="Problem">Why the token is taken no more; null when it is.</param>
public sealed record TokenHolder(User? Person, TokenHolderProblem? Problem);

/// <summary>
/// Looks the person of an access token up on each request, because the account may have changed since the token was
/// minted. A token of the same millisecond as the end of the sessions is taken. Source: "Continuous access evaluation".
/// </summary>
/// <param name="users">The users.</param>
public sealed class TokenHolders(IUserDirectory users)
{
    /// <summary>Finds the person and says whether the token still counts.</summary>
    public async Task<TokenHolder> FindAsync(AccessToken token, CancellationToken cancel)
    {
        if (token.Scopes is null)
            return new TokenHolder(Person: null, Problem: null);
        var person = await users.FindAsync(token.TenantId, token.ObjectId, cancel);
        if (person is not { AccountEnabled: true })
            return new TokenHolder(person, TokenHolderProblem.AccountClosed);
        var isOfEndedSession =
            token.MintedOn.ToUnixTimeMilliseconds() < person.SignInSessionsValidFrom.ToUnixTimeMilliseconds();
        return new TokenHolder(person, isOfEndedSession ? TokenHolderProblem.SessionsEnded : null);
    }
}
