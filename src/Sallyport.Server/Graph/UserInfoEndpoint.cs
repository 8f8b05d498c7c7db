using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// OpenID Connect's UserInfo endpoint, which belongs to no version of Graph. Source: "Microsoft identity platform
/// UserInfo endpoint".
/// </summary>
internal static class UserInfoEndpoint
{
    private const string Path = "/oidc/userinfo";

    /// <summary>Maps the route, for both methods that OpenID Connect Core §5.3.1 names.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet(Path, Show).Requires(GraphPermission.ReadUserInfo);
        routes.MapPost(Path, Show).Requires(GraphPermission.ReadUserInfo);
    }

    private static IResult Show(HttpContext context)
    {
        var token = context.User.AccessToken()!;
        var person = context.Person()!;
        var claims = new Dictionary<string, string?>
        {
            ["sub"] = UserTokens.Subject(person, token.ClientId),
            ["name"] = person.DisplayName,
            ["family_name"] = person.Surname,
            ["given_name"] = person.GivenName,
            ["picture"] = "https://graph.microsoft.com/v1.0/me/photo/$value",
            ["email"] = GraphPermission.ReadEmail.IsDelegatedBy(token.Scopes ?? []) ? person.Mail : null,
        };
        return Results.Json(claims.Where(c => c.Value is not null).ToDictionary());
    }
}
