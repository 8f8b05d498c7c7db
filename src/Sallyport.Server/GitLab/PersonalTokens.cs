using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>A user, and the token by which it was found.</summary>
/// <param name="User">The user.</param>
/// <param name="Token">The token; null for the one in the instance's own file, which may do everything.</param>
internal sealed record TokenHolder(GitLabUser User, PersonalAccessToken? Token)
{
    /// <summary>Whether the token may change what its user may.</summary>
    public bool MayWrite => Has(TokenScopes.Api);

    /// <summary>Whether the token may read what its user may.</summary>
    public bool MayRead => MayWrite || Has(TokenScopes.ReadApi);

    /// <summary>Whether the token may read about users.</summary>
    public bool MayReadUsers => MayRead || Has(TokenScopes.ReadUser);

    private bool Has(string scope) => Token is null || Token.Scopes.Contains(scope, StringComparer.Ordinal);
}

/// <summary>Finds who a personal access token belongs to.</summary>
internal sealed class PersonalTokens(IGitLabStore store, IUserStore users, TimeProvider time)
{
    /// <summary>
    /// The holder of the token with this hash, or null. The token may have been revoked or have expired.
    /// </summary>
    public async Task<TokenHolder?> FindAsync(byte[] hash, CancellationToken cancel)
    {
        if (await store.FindUserByTokenAsync(hash, cancel) is { } own)
            return new TokenHolder(own, null);
        if (await users.FindTokenAsync(hash, cancel) is not { } token)
            return null;
        return await store.FindUserAsync(token.UserId, cancel) is { } user ? new TokenHolder(user, token) : null;
    }

    /// <summary>Whether the token was neither revoked nor has expired.</summary>
    public bool IsValid(PersonalAccessToken? token)
    {
        if (token is null)
            return true;
        var hasExpired = token.ExpiresAt <= time.GetUtcNow();
        return !token.IsRevoked && !hasExpired;
    }
}
