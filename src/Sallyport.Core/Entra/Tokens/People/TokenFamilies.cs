using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>The clients that a person is signed in to, each by a family of refresh tokens.</summary>
public sealed class TokenFamilies(IRefreshTokens tokens, TimeProvider time)
{
    /// <summary>The families by which clients can still get tokens for a person, the newest first.</summary>
    public async Task<IReadOnlyList<TokenFamily>> ListAsync(User user, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var all = await tokens.ListFamiliesAsync(user.Id, cancel);
        return [.. all.Where(f => f.IsAlive(now) && f.Since >= user.SignInSessionsValidFrom)];
    }

    /// <summary>Revokes one: its refresh tokens are refused from now on. Others' are left alone.</summary>
    public Task RevokeAsync(User user, Guid id, CancellationToken cancel) =>
        tokens.RevokeFamilyAsync(user.Id, id, time.GetUtcNow(), cancel);
}
