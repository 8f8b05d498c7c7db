using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sallyport.Server.Http;

/// <summary>
/// Checks at the start that every endpoint says who may call it: pages, hubs and static files as well as routes.
/// </summary>
internal static class DeclaredAccess
{
    /// <summary>
    /// Throws an exception that names each endpoint that declares nothing, or declares the access of another surface.
    /// </summary>
    public static void Check(Surface surface, IEnumerable<Endpoint> endpoints)
    {
        var wrong = endpoints.Where(e => !IsDeclared(e.Metadata, surface)).Select(Name).ToList();
        if (wrong.Count > 0)
            throw new InvalidOperationException(
                $"These endpoints of the surface '{surface.Name}' declare neither its access nor AllowAnonymous: "
                + string.Join(", ", wrong));
    }

    // The endpoint of a static file has a path only.
    private static string? Name(Endpoint endpoint) =>
        endpoint is RouteEndpoint route ? route.RoutePattern.RawText : endpoint.DisplayName;

    private static bool IsDeclared(EndpointMetadataCollection metadata, Surface surface)
    {
        var requirements = metadata.GetOrderedMetadata<AccessRequirement>();
        var isAnonymous = metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (requirements.Count == 0)
            return isAnonymous;
        // AllowAnonymous would switch off what the endpoint demands.
        return !isAnonymous && requirements.All(r => r.Scheme == surface.Name);
    }
}
