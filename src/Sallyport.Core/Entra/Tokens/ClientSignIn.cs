using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Answers clients that ask for a token of their own: <see cref="AnswerAsync"/> lists the phases.</summary>
public sealed class ClientSignIn(
    IClientDirectory directory,
    IEnumerable<IGrant> grants,
    ClientLookup lookup,
    ClientAuthentication authentication,
    AccessTokens tokens)
{
    /// <summary>Answers a request. Throws refusals of the <see cref="Aadsts"/> catalogue.</summary>
    internal async Task<TokenAnswer> AnswerAsync(
        TokenRequest request,
        TokenEndpointAddress endpoint,
        SignInDraft signIn,
        string uniqueId,
        CancellationToken cancel)
    {
        var tenant = await Tenants.ResolveAsync(directory, endpoint.Tenant, cancel);
        signIn.InTenant(tenant.Id);
        var grant = GrantOf(request);
        var client = await lookup.FindAsync(tenant, request.ClientId, signIn, cancel);
        var target = await grant.FindTargetAsync(new GrantContext(tenant, client, request, endpoint, signIn), cancel);
        var proof = await authentication.AuthenticateAsync(
            tenant, client.Application, request, endpoint, signIn, cancel);
        var token = await tokens.MintAsync(client.Principal, target, proof.AuthenticationLevel, uniqueId, cancel);
        return new TokenAnswer(token, target.Requested, client.Application.AppId, proof.Credential);
    }

    private IGrant GrantOf(TokenRequest request) =>
        grants.FirstOrDefault(grant => grant.Type == request.GrantType)
        ?? throw Aadsts.UnsupportedGrant(request.GrantType).ToException();
}
