using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What a person's client gets beside the access token.</summary>
/// <param name="Scope"><c>scope</c>.</param>
/// <param name="RefreshToken"><c>refresh_token</c>, when it was asked for.</param>
/// <param name="IdToken"><c>id_token</c>, when it was asked for.</param>
/// <param name="ClientInfo"><c>client_info</c>, when it was asked for.</param>
/// <param name="IsOfFamily"><c>foci</c>: whether other clients of Microsoft may redeem the refresh token.</param>
public sealed record UserAnswer(
    string Scope, string? RefreshToken, string? IdToken, string? ClientInfo, bool IsOfFamily);

/// <summary>
/// Mints the tokens of a person who has signed in. Source: "Access token claims reference" and "ID token claims
/// reference", Microsoft identity platform.
/// </summary>
public sealed class UserTokens(AccessTokens tokens, IRefreshTokens refreshTokens, TimeProvider time)
{
    /// <summary>Mints an access token, and the others as far as the scope asks for them.</summary>
    /// <param name="session">The person and what its client may have.</param>
    /// <param name="wantsClientInfo">Whether the client asked for the account's ids.</param>
    /// <param name="uniqueId"><c>uti</c>, which the sign-in record repeats.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task<TokenAnswer> MintAsync(
        UserSession session, bool wantsClientInfo, string uniqueId, CancellationToken cancel)
    {
        var access = await tokens.SignAsync(AccessClaims(session, uniqueId), second: false, cancel);
        var id = session.Scope.WantsIdToken
            ? await MintIdTokenAsync(session, code: null, cancel)
            : null;
        var answer = new UserAnswer(
            session.Target.ScopeFor(session.Scope),
            session.Scope.WantsRefreshToken ? await AddRefreshTokenAsync(session, cancel) : null,
            id,
            wantsClientInfo ? ClientInfo(session.User) : null,
            session.Client.IsFirstParty);
        return new TokenAnswer(access, session.Scope.Resource, session.Client.AppId, null, answer);
    }

    /// <summary>Mints an ID token.</summary>
    /// <param name="session">The person and its client.</param>
    /// <param name="code">The code that goes with it; null for none.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task<string> MintIdTokenAsync(UserSession session, string? code, CancellationToken cancel)
    {
        var claims = IdClaims(session);
        if (code is not null) // OpenID Connect Core §3.3.2.11: the left half of its hash
            claims["c_hash"] = StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(code)).AsSpan(0, 16));
        return (await tokens.SignAsync(claims, second: true, cancel)).Text;
    }

    private async Task<string> AddRefreshTokenAsync(UserSession session, CancellationToken cancel)
    {
        var text = GrantText.New();
        var now = time.GetUtcNow();
        var family = session.Family ?? NewFamily(session, now);
        var token = new RefreshToken
        {
            Hash = GrantText.HashOf(text),
            TenantId = session.User.TenantId,
            UserId = session.User.Id,
            ClientId = session.Client.AppId,
            IsOfPublicClient = session.Client.AuthenticationLevel == 0,
            Scope = string.Join(' ', (string[])[.. session.Scope.Asked, .. session.Scope.GivenWords]),
            FamilyId = family.Id,
            IssuedAt = now,
        };
        await refreshTokens.AddAsync(token, family, now - (2 * RefreshToken.Lifetime), cancel);
        return text;
    }

    private static TokenFamily NewFamily(UserSession session, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = session.User.Id,
        ClientId = session.Client.AppId,
        ClientName = session.Client.DisplayName,
        IsOfSinglePage = session.IsOfSinglePage,
        Since = session.Since,
        BeganAt = now,
        LastIssuedAt = now,
    };

    private static Dictionary<string, object> AccessClaims(UserSession session, string uniqueId)
    {
        var user = session.User;
        var claims = new Dictionary<string, object>
        {
            ["aud"] = session.Target.Audience,
            ["iss"] = AccessTokens.IssuerOf(user.TenantId),
            ["acr"] = "1",
            ["amr"] = new List<string> { "pwd" },
            ["appid"] = session.Client.AppId.ToString(),
            ["appidacr"] = session.Client.AuthenticationLevel.ToString(CultureInfo.InvariantCulture),
            ["idtyp"] = "user",
            ["name"] = user.DisplayName,
            ["oid"] = user.Id.ToString(),
            ["scp"] = string.Join(' ', session.Target.Permissions),
            ["sub"] = Subject(user, session.Target.AppId),
            ["tid"] = user.TenantId.ToString(),
            ["unique_name"] = user.UserPrincipalName,
            ["upn"] = user.UserPrincipalName,
            ["uti"] = uniqueId,
            ["ver"] = "1.0",
        };
        if (user.GivenName is not null)
            claims["given_name"] = user.GivenName;
        if (user.Surname is not null)
            claims["family_name"] = user.Surname;
        if (user.DirectoryRoles.Count > 0)
            claims["wids"] = user.DirectoryRoles.ConvertAll(r => r.ToString());
        return claims;
    }

    private static Dictionary<string, object> IdClaims(UserSession session)
    {
        var user = session.User;
        var claims = new Dictionary<string, object>
        {
            ["aud"] = session.Client.AppId.ToString(),
            ["iss"] = AccessTokens.IssuerV2Of(user.TenantId),
            ["sub"] = Subject(user, session.Client.AppId),
            ["tid"] = user.TenantId.ToString(),
            ["uti"] = AccessTokens.NewUniqueId(),
            ["ver"] = "2.0",
        };
        if (session.Nonce is not null)
            claims["nonce"] = session.Nonce;
        if (!session.Scope.WantsProfile)
            return claims;
        claims["name"] = user.DisplayName;
        claims["oid"] = user.Id.ToString();
        claims["preferred_username"] = user.UserPrincipalName;
        return claims;
    }

    /// <summary>
    /// <c>sub</c>: another one for each application, so that two of them cannot tell that they have the same visitor.
    /// </summary>
    public static string Subject(User user, Guid appId) =>
        StrictBase64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.TenantId} {user.Id} {appId}")));

    /// <summary><c>client_info</c>: the account's ids.</summary>
    internal static string ClientInfo(User user) => StrictBase64Url.Encode(
        Encoding.UTF8.GetBytes($$"""{"uid":"{{user.Id}}","utid":"{{user.TenantId}}"}"""));
}
