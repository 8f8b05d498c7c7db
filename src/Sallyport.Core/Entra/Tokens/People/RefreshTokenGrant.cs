using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A refresh token (RFC 6749 §6), for whatever resource the client may use. It stays valid, and each answer gives
/// another one. Source: "Refresh tokens in the Microsoft identity platform".
/// </summary>
public sealed class RefreshTokenGrant(
    IRefreshTokens tokens,
    IUserDirectory users,
    IClientDirectory directory,
    UserClients clients,
    Resources resources,
    TimeProvider time) : IUserGrant
{
    public string Type => "refresh_token";

    public bool IsTakenAtCommon => true;

    public async Task<UserSession> SignInAsync(UserGrantContext context, CancellationToken cancel)
    {
        var request = context.Request;
        var signIn = context.SignIn;
        var token = await tokens.FindAsync(RefreshToken.HashOf(request.RefreshToken), cancel);
        var tenant = context.Tenant
            ?? await directory.FindTenantAsync(token?.TenantId ?? Guid.Empty, cancel)
            ?? throw Aadsts.GrantMalformed().ToException();
        signIn.InTenant(tenant.Id);
        var client = await clients.FindAsync(tenant, context, cancel);
        if (token is null || token.TenantId != tenant.Id || !IsOf(token, client))
            throw Aadsts.GrantMalformed().ToException();
        var scope = UserScope.Read(request.OptionalScope ?? token.Scope);
        var target = await resources.FindForUserAsync(tenant, scope.Resource, client, signIn, cancel);
        return new UserSession(await FindUserAsync(token, tenant, signIn, cancel), client, scope, target, token.Since);
    }

    private static bool IsOf(RefreshToken token, UserClient client) =>
        token.ClientId == client.AppId || (client.IsFirstParty && WellKnown.FindClient(token.ClientId) is not null);

    private async Task<User> FindUserAsync(
        RefreshToken token, Tenant tenant, SignInDraft signIn, CancellationToken cancel)
    {
        var user = await users.FindAsync(token.TenantId, token.UserId, cancel)
            ?? throw Aadsts.AccountNotFound(tenant.DisplayName).ToException();
        signIn.ByUser(user.UserPrincipalName, user.Id);
        if (!user.AccountEnabled)
            throw Aadsts.AccountDisabled().ToException();
        if (token.Since < user.SignInSessionsValidFrom)
            throw Aadsts.GrantRevoked(token.Since, user.SignInSessionsValidFrom).ToException();
        return time.GetUtcNow() < token.IssuedAt + RefreshToken.Lifetime
            ? user
            : throw Aadsts.RefreshTokenExpired(token.IssuedAt).ToException();
    }
}
