using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Frame;
using Sallyport.Server.Http;

namespace Sallyport.Server.Pages;

/// <summary>The style sheet and the script of the pages, on each surface that has some.</summary>
internal static class PageAssets
{
    /// <summary>Maps the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/-/assets/{name}", Find).AllowAnonymous();

    private static IResult Find(HttpContext context, string name)
    {
        if (PageAsset.Find(name) is not { } asset)
            throw context.Features.GetRequiredFeature<Surface>().UnknownRoute(context).ToException();
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Remove("Pragma");
        headers.Remove("Expires");
        headers.Vary = "Accept-Encoding";
        var takesBrotli = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (takesBrotli)
            headers.ContentEncoding = "br";
        return Results.Bytes(takesBrotli ? asset.Compressed : asset.Content, asset.ContentType + "; charset=utf-8");
    }
}
