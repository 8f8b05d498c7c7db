using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The route behind <c>sallyport portal</c>: a link by which a person signs in once.</summary>
internal static class SignInLinkEndpoints
{
    private const int MaximumBody = 4096;

    /// <summary>Maps the route.</summary>
    public static void Map(RouteGroupBuilder routes) =>
        routes.MapPost("/sallyport/signInLinks", CreateAsync).Requires(new PortalAdministrator());

    private static async Task<IResult> CreateAsync(
        HttpRequest request,
        SignInLinks links,
        ServerOptions options,
        CancellationToken cancel)
    {
        var body = await LimitedBody.ReadAsync(request, MaximumBody, cancel);
        var wanted = (body is null ? null : StrictJson.ReadObject(body))
            ?? throw new PortalRefusal(400, "BadRequest", "The body is no JSON object.").ToException();
        var name = wanted.String("userPrincipalName") ?? FirstPerson.UserPrincipalName;
        var text = await links.NewAsync(options.TenantId, name, cancel)
            ?? throw new PortalRefusal(404, "NotFound", $"There is no enabled account '{name}'.").ToException();
        return Results.Json(new
        {
            portal = LocalSite.Portal(request.HttpContext) + "/",
            userPrincipalName = name,
            signInLink = $"{LocalSite.Login(request.HttpContext)}/sallyport/link?code={text}",
        });
    }
}
