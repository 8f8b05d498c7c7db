using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Finds what a token is asked for.</summary>
public sealed class Resources(IClientDirectory directory, Consents consents)
{
    /// <summary>The name by which a resource is looked up.</summary>
    internal static string NameOf(string requested) =>
        StrictGuid.TryRead(requested, out var id) ? id.ToString() : requested;

    /// <summary>The service principal of a resource that gives out tokens. Throws AADSTS500011 or 500014.</summary>
    internal async Task<ServicePrincipal> FindAsync(
        Tenant tenant, string requested, SignInDraft signIn, CancellationToken cancel)
    {
        signIn.ForResource(requested);
        var name = NameOf(requested);
        var resource = await FindByNameAsync(tenant.Id, name, cancel)
            ?? throw Aadsts.ResourceNotFound(name, tenant.DisplayName).ToException();
        return resource.AccountEnabled ? resource : throw Aadsts.ResourceDisabled(name).ToException();
    }

    /// <summary>What a person's token is for. Throws AADSTS500011, 500014 or 65001.</summary>
    internal async Task<UserTarget> FindForUserAsync(
        Tenant tenant, UserScope scope, UserClient client, User user, SignInDraft signIn, CancellationToken cancel)
    {
        var resource = await FindAsync(tenant, scope.Resource, signIn, cancel);
        var permissions = client.IsFirstParty
            ? UserTarget.PreauthorizedOn(resource)
                ?? throw Aadsts.ConsentMissing(client.AppId, client.DisplayName).ToException()
            : await consents.PermittedAsync(user, client, resource, scope, cancel);
        return new UserTarget(NameOf(scope.Resource), resource.AppId, permissions);
    }

    // A resource is known by its name with and without a slash at its end, and what was asked for becomes the audience.
    private async Task<ServicePrincipal?> FindByNameAsync(Guid tenantId, string name, CancellationToken cancel)
    {
        var otherName = name.EndsWith('/') ? name[..^1] : name + "/";
        return await directory.FindServicePrincipalByNameAsync(tenantId, name, cancel)
            ?? await directory.FindServicePrincipalByNameAsync(tenantId, otherName, cancel);
    }
}
