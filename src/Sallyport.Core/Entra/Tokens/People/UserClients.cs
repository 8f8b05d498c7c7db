using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Finds the client by which a person signs in. Microsoft's own are public and in every tenant; an application of the
/// tenant is confidential and has to prove who it is.
/// </summary>
public sealed class UserClients(ClientLookup lookup, ClientAuthentication authentication)
{
    /// <summary>Finds and authenticates it. Throws refusals of the <see cref="Aadsts"/> catalogue.</summary>
    internal async Task<UserClient> FindAsync(Tenant tenant, UserGrantContext context, CancellationToken cancel)
    {
        var request = context.Request;
        var signIn = context.SignIn;
        var isProved = request.ClientSecret is not null || request.ClientAssertion is not null;
        if (StrictGuid.TryRead(request.ClientId, out var id) && WellKnown.FindClient(id) is { } own)
        {
            signIn.ByClient(own.AppId, own.DisplayName);
            return isProved
                ? throw Aadsts.ClientIsPublic().ToException()
                : new UserClient(own.AppId, own.DisplayName, IsFirstParty: true, AuthenticationLevel: 0);
        }
        var client = await lookup.FindAsync(tenant, request.ClientId, signIn, cancel);
        if (!isProved)
            throw Aadsts.ProofMissing().ToException();
        var proof = await authentication.AuthenticateAsync(
            tenant, client.Application, request, context.Endpoint, signIn, cancel);
        return new UserClient(
            client.Application.AppId, client.Application.DisplayName, IsFirstParty: false, proof.AuthenticationLevel);
    }
}
