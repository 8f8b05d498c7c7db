using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Server.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>
/// The routes behind <c>sallyport cache</c> and <c>sallyport drill</c>: GitLab's cache in front of its key set.
/// </summary>
internal static class CacheEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/sallyport/cache", Show).Requires(new PortalAdministrator());
        routes.MapPost("/sallyport/cache/clear", Clear).Requires(new PortalAdministrator());
        routes.MapPost("/sallyport/drills/staleKeys", MakeStaleAsync).Requires(new PortalAdministrator());
    }

    private static IResult Show(PublishedDocuments documents) =>
        Results.Json(new { gitLabKeysAreStale = documents.AreStale });

    private static IResult Clear(PublishedDocuments documents) =>
        Results.Json(new { gitLabKeysWereStale = documents.Clear() });

    private static async Task<IResult> MakeStaleAsync(PublishedDocuments documents, CancellationToken cancel)
    {
        await documents.MakeStaleAsync(cancel);
        return Show(documents);
    }
}
