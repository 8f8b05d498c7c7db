using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A code of the authorize endpoint, with the proof of PKCE (RFC 6749 §4.1.3, RFC 7636 §4.5). A wrong verifier does not
/// spend it. Source: "Microsoft identity platform and OAuth 2.0 authorization code flow".
/// </summary>
public sealed class AuthorizationCodeGrant(
    IAuthorizationCodes codes, People people, UserClients clients, Resources resources, TimeProvider time) : IUserGrant
{
    public IReadOnlyList<string> Types => ["authorization_code"];

    public bool IsTakenAtCommon => true;

    public async Task<UserSession> SignInAsync(UserGrantContext context, CancellationToken cancel)
    {
        var request = context.Request;
        var hash = GrantText.HashOf(request.Code);
        var code = await codes.FindAsync(hash, cancel);
        var tenant = await people.TenantOfAsync(context, code?.TenantId, cancel);
        RequireRightOrigin(code, context);
        var client = await clients.FindAsync(tenant, context, IsWithoutProof(code), cancel);
        if (code is null || code.ClientId != client.AppId)
            throw Aadsts.GrantMalformed().ToException();
        if (code.IsRedeemed)
            throw Aadsts.CodeRedeemed().ToException();
        if (time.GetUtcNow() >= code.IssuedAt + AuthorizationCode.Lifetime)
            throw Aadsts.CodeExpired().ToException();
        if (request.RedirectUri != code.RedirectUri)
            throw Aadsts.RedirectUriDiffers(request.RedirectUri, client.AppId).ToException();
        if (!code.IsVerifiedBy(request.CodeVerifier))
            throw Aadsts.VerifierDiffers().ToException();
        var scope = UserScope.Redeem(request.OptionalScope, code.Scope);
        var user = await people.FindAsync(tenant, code.UserId, code.Since, context.SignIn, cancel);
        var target = await resources.FindForUserAsync(tenant, scope, client, user, context.SignIn, cancel);
        if (!await codes.RedeemAsync(hash, cancel))
            throw Aadsts.CodeRedeemed().ToException();
        return new UserSession(user, client, scope, target, code.Since)
        {
            Nonce = code.Nonce, IsOfSinglePage = code.Platform == RedirectPlatform.SinglePage,
        };
    }

    private static bool IsWithoutProof(AuthorizationCode? code) => code?.Platform is not (null or RedirectPlatform.Web);

    // A browser says on its own whose page asks; what is for single pages is given to nobody else.
    private static void RequireRightOrigin(AuthorizationCode? code, UserGrantContext context)
    {
        if (code is null)
            return;
        var isSinglePage = code.Platform == RedirectPlatform.SinglePage;
        if (isSinglePage && !context.IsCrossOrigin)
            throw Aadsts.OnlyCrossOrigin().ToException();
        if (!isSinglePage && context.IsCrossOrigin)
            throw Aadsts.NotCrossOrigin().ToException();
    }
}
