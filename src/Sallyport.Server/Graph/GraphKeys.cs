using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>Finds what a path addresses, in the caller's tenant, by object id or by client id.</summary>
public static class GraphKeys
{
    /// <summary>The application of the path.</summary>
    public static async Task<Application> FindApplicationAsync(this HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var (key, byAppId) = Key(context);
        var application = byAppId
            ? await store.FindApplicationByAppIdAsync(context.TenantId(), Id(key), cancel)
            : await store.FindApplicationAsync(context.TenantId(), Id(key), cancel);
        return application ?? throw GraphErrors.NotFound(key).ToException();
    }

    /// <summary>The service principal of the path.</summary>
    public static async Task<ServicePrincipal> FindPrincipalAsync(this HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var (key, byAppId) = Key(context);
        var principal = byAppId
            ? await store.FindServicePrincipalByAppIdAsync(context.TenantId(), Id(key), cancel)
            : await store.FindServicePrincipalAsync(context.TenantId(), Id(key), cancel);
        return principal ?? throw GraphErrors.NotFound(key).ToException();
    }

    /// <summary>An object id as text.</summary>
    public static Guid Id(string text) =>
        Guid.TryParseExact(text, "D", out var id) ? id : throw GraphErrors.InvalidObjectId(text).ToException();

    private static (string Key, bool ByAppId) Key(HttpContext context) =>
        context.GetRouteValue("appId") is string appId ? (appId, true) : ((string)context.GetRouteValue("id")!, false);
}
