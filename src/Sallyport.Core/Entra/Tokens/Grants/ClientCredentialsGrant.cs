using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A client asks for a token of its own (RFC 6749 §4.4). Source: "OAuth 2.0 client credentials flow", Microsoft
/// identity platform.
/// </summary>
public sealed class ClientCredentialsGrant(IClientDirectory directory, Resources resources) : IGrant
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
        var tenant = context.Tenant;
        var resource = await resources.FindAsync(tenant, requested, context.SignIn, cancel);
        var application = WellKnown.IsService(resource.AppId)
            ? null
            : await directory.FindApplicationByAppIdAsync(tenant.Id, resource.AppId, cancel);
        return TokenTarget.Of(requested, Resources.NameOf(requested), resource, application, context.Client.Principal);
    }
}
