using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Finds a tenant's application that may sign in.</summary>
public sealed class ClientLookup(IClientDirectory directory)
{
    /// <summary>The client with this id. Throws refusals of the <see cref="Aadsts"/> catalogue.</summary>
    internal async Task<Client> FindAsync(
        Tenant tenant, string clientId, SignInDraft signIn, CancellationToken cancel)
    {
        signIn.ByClient(clientId);
        var isId = StrictGuid.TryRead(clientId, out var appId);
        if (isId && appId == Guid.Empty)
            throw Aadsts.ClientIdEmpty().ToException();
        var application = isId
            ? await directory.FindApplicationByAppIdAsync(tenant.Id, appId, cancel)
            : null;
        if (application is null)
            throw Aadsts.ApplicationNotFound(clientId, tenant.DisplayName).ToException();
        signIn.ByApplication(application);
        var principal = await directory.FindServicePrincipalByAppIdAsync(tenant.Id, appId, cancel)
            ?? throw Aadsts.ServicePrincipalMissing(appId, tenant.Id).ToException();
        signIn.ByPrincipal(principal.Id);
        if (!principal.AccountEnabled)
            throw Aadsts.ApplicationDisabled(appId, principal.DisplayName).ToException();
        signIn.ClientAccepted();
        return new Client(application, principal);
    }
}
