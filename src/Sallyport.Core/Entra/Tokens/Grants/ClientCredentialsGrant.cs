using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A client asks for a token of its own (RFC 6749 §4.4). Source: "OAuth 2.0 client credentials flow", Microsoft
/// identity platform.
/// </summary>
public sealed class ClientCredentialsGrant(IClientDirectory directory) : IGrant
{
    private const string DefaultScope = "/.default";

    public string Type => "client_credentials";

    public Task<TokenTarget> FindTargetAsync(GrantContext context, CancellationToken cancel)
    {
        var request = context.Request;
        var resource = context.Endpoint.Version == 1 ? request.Resource : ResourceOf(request.Scope);
        return FindTargetAsync(context, resource, cancel);
    }

    // What stands before the last "/.default" is the audience, byte for byte: az sends one slash more than the SDKs do.
    private static string ResourceOf(string scope)
    {
        if (scope.Contains(' ', StringComparison.Ordinal))
            throw Aadsts.ScopeOfSeveral(scope).ToException();
        var isDefault = scope.Length > DefaultScope.Length && scope.EndsWith(DefaultScope, StringComparison.Ordinal);
        return isDefault ? scope[..^DefaultScope.Length] : throw Aadsts.ScopeWithoutDefault(scope).ToException();
    }

    private async Task<TokenTarget> FindTargetAsync(GrantContext context, string requested, CancellationToken cancel)
    {
        context.SignIn.ForResource(requested);
        var tenant = context.Tenant;
        var name = StrictGuid.TryRead(requested, out var id) ? id.ToString() : requested;
        var resource = await FindResourceAsync(tenant.Id, name, cancel)
            ?? throw Aadsts.ResourceNotFound(name, tenant.DisplayName).ToException();
        if (!resource.AccountEnabled)
            throw Aadsts.ResourceDisabled(name).ToException();
        var application = WellKnown.IsService(resource.AppId)
            ? null
            : await directory.FindApplicationByAppIdAsync(tenant.Id, resource.AppId, cancel);
        return TokenTarget.Of(requested, name, resource, application, context.Client.Principal);
    }

    // A resource is known by its name with and without a slash at its end, and what was asked for becomes the audience.
    private async Task<ServicePrincipal?> FindResourceAsync(Guid tenantId, string name, CancellationToken cancel)
    {
        var otherName = name.EndsWith('/') ? name[..^1] : name + "/";
        return await directory.FindServicePrincipalByNameAsync(tenantId, name, cancel)
            ?? await directory.FindServicePrincipalByNameAsync(tenantId, otherName, cancel);
    }
}
