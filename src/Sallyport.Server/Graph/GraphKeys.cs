using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Graph;

/// <summary>
/// Finds what a path addresses, in the caller's tenant, by object id, by client id, or by a name of the owner's choice.
/// </summary>
internal static class GraphKeys
{
    /// <summary>The application of the path.</summary>
    public static async Task<Application> FindApplicationAsync(
        this HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        if (UniqueName(context) is { } uniqueName)
            return await store.FindApplicationByUniqueNameAsync(context.TenantId(), uniqueName, cancel)
                ?? throw GraphErrors.NotFound(uniqueName).ToException();
        var (key, byAppId) = Key(context);
        var application = byAppId
            ? await store.FindApplicationByAppIdAsync(context.TenantId(), Id(key), cancel)
            : await store.FindApplicationAsync(context.TenantId(), Id(key), cancel);
        return application ?? throw GraphErrors.NotFound(key).ToException();
    }

    /// <summary>The service principal of the path.</summary>
    public static async Task<ServicePrincipal> FindPrincipalAsync(
        this HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var (key, byAppId) = Key(context);
        var principal = byAppId
            ? await store.FindServicePrincipalByAppIdAsync(context.TenantId(), Id(key), cancel)
            : await store.FindServicePrincipalAsync(context.TenantId(), Id(key), cancel);
        return principal ?? throw GraphErrors.NotFound(key).ToException();
    }

    /// <summary>An object id as text.</summary>
    public static Guid Id(string text) =>
        StrictGuid.TryRead(text, out var id) ? id : throw GraphErrors.InvalidObjectId(text).ToException();

    /// <summary>The unique name in the path, or null.</summary>
    public static string? UniqueName(HttpContext context) => Literal(context, "uniqueName");

    /// <summary>
    /// A text in key parentheses, where a quote is doubled as in every OData literal; null when the path has none of
    /// this name.
    /// </summary>
    public static string? Literal(HttpContext context, string name) =>
        (context.GetRouteValue(name) as string)?.Replace("''", "'", StringComparison.Ordinal);

    /// <summary>
    /// Whether the caller wants an update to create what is not there. Preferences have no case (RFC 7240 §2).
    /// </summary>
    public static bool CreatesIfMissing(HttpRequest request) =>
        request.Headers["Prefer"]
            .SelectMany(p => (p ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Contains("create-if-missing", StringComparer.OrdinalIgnoreCase);

    private static (string Key, bool ByAppId) Key(HttpContext context) =>
        context.GetRouteValue("appId") is string appId ? (appId, true) : ((string)context.GetRouteValue("id")!, false);
}
