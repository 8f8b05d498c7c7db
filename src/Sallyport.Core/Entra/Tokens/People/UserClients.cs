using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Finds the client by which a person signs in. Microsoft's own are public and in every tenant; an application of the
/// tenant proves who it is, unless it is a public client.
/// </summary>
public sealed class UserClients(
    ClientLookup lookup, ClientAuthentication authentication, IPortalAddress portal)
{
    /// <summary>Finds and authenticates it. Throws refusals of the <see cref="Aadsts"/> catalogue.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="context">The request.</param>
    /// <param name="mayBePublic">Whether what it redeems was given to a public client.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task<UserClient> FindAsync(
        Tenant tenant, UserGrantContext context, bool mayBePublic, CancellationToken cancel)
    {
        var request = context.Request;
        var signIn = context.SignIn;
        var isProved = request.ClientSecret is not null || request.ClientAssertion is not null;
        if (OwnClient(request.ClientId, signIn) is { } own)
            return isProved ? throw Aadsts.ClientIsPublic().ToException() : own;
        var client = await lookup.FindAsync(tenant, request.ClientId, signIn, cancel);
        if (isProved)
        {
            var proof = await authentication.AuthenticateAsync(
                tenant, client.Application, request, context.Endpoint, signIn, cancel);
            return Of(client.Application, proof.AuthenticationLevel);
        }
        return mayBePublic || client.Application.IsPublicClient
            ? Of(client.Application, authenticationLevel: 0)
            : throw Aadsts.ProofMissing().ToException();
    }

    /// <summary>Finds it without asking for a proof. Throws AADSTS700016 and its like.</summary>
    internal async Task<(UserClient Client, IReadOnlyList<RedirectUri> RedirectUris, Application? Application)>
        FindUnprovedAsync(Tenant? tenant, string clientId, SignInDraft signIn, CancellationToken cancel)
    {
        if (OwnClient(clientId, signIn) is { } own)
            return (own, await RedirectUrisAsync(own.AppId, cancel), null);
        if (tenant is null)
            throw Aadsts.NotMultiTenant(clientId).ToException();
        var application = (await lookup.FindAsync(tenant, clientId, signIn, cancel)).Application;
        return (Of(application, authenticationLevel: 0), application.RedirectUris, application);
    }

    private async Task<IReadOnlyList<RedirectUri>> RedirectUrisAsync(Guid ownAppId, CancellationToken cancel) =>
        ownAppId == WellKnown.AzurePortal
            ? await portal.RedirectUrisAsync(cancel)
            : WellKnown.FindClient(ownAppId)!.RedirectUris;

    private static UserClient? OwnClient(string clientId, SignInDraft signIn)
    {
        if (!StrictGuid.TryRead(clientId, out var id) || WellKnown.FindClient(id) is not { } own)
            return null;
        signIn.ByClient(own.AppId, own.DisplayName);
        return new UserClient(own.AppId, own.DisplayName, IsFirstParty: true, AuthenticationLevel: 0);
    }

    private static UserClient Of(Application application, int authenticationLevel) =>
        new(application.AppId, application.DisplayName, IsFirstParty: false, authenticationLevel);
}
