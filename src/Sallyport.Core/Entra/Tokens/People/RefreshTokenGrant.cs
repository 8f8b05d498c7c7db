using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A refresh token (RFC 6749 §6), for whatever resource the client may use. It stays valid, and each answer gives
/// another one. Source: "Refresh tokens in the Microsoft identity platform".
/// </summary>
public sealed class RefreshTokenGrant(
    IRefreshTokens tokens, People people, UserClients clients, Resources resources, TimeProvider time) : IUserGrant
{
    public IReadOnlyList<string> Types => ["refresh_token"];

    public bool IsTakenAtCommon => true;

    public async Task<UserSession> SignInAsync(UserGrantContext context, CancellationToken cancel)
    {
        var request = context.Request;
        var signIn = context.SignIn;
        var token = await tokens.FindAsync(GrantText.HashOf(request.RefreshToken), cancel);
        var tenant = await people.TenantOfAsync(context, token?.TenantId, cancel);
        var client = await clients.FindAsync(tenant, context, token is { IsOfPublicClient: true }, cancel);
        if (token is null || !IsOf(token, client))
            throw Aadsts.GrantMalformed().ToException();
        var scope = UserScope.Redeem(request.OptionalScope, token.Scope);
        var family = await tokens.FindFamilyAsync(token.FamilyId, cancel)
            ?? throw Aadsts.GrantMalformed().ToException();
        var user = await people.FindAsync(tenant, token.UserId, family.Since, signIn, cancel);
        if (family.RevokedAt is { } revokedAt)
            throw Aadsts.GrantRevoked(token.IssuedAt, revokedAt).ToException();
        var target = await resources.FindForUserAsync(tenant, scope, client, user, signIn, cancel);
        RequireInTime(token, family);
        return new UserSession(user, client, scope, target, family.Since) { Family = family };
    }

    private void RequireInTime(RefreshToken token, TokenFamily family)
    {
        var now = time.GetUtcNow();
        if (family.HasEnded(now))
            throw Aadsts.SinglePageTokenExpired(token.IssuedAt).ToException();
        if (now >= token.IssuedAt + RefreshToken.Lifetime)
            throw Aadsts.RefreshTokenExpired(token.IssuedAt).ToException();
    }

    private static bool IsOf(RefreshToken token, UserClient client) =>
        token.ClientId == client.AppId || (client.IsFirstParty && WellKnown.FindClient(token.ClientId) is not null);
}
