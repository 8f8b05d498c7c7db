using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>The version and the current user. Source: "Version API" and "Users API", GitLab documentation.</summary>
internal static class InstanceEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/version", Version).Requires(GitLabAccess.User);
        api.MapGet("/user", CurrentUser).Requires(GitLabAccess.User);
    }

    private static IResult Version() =>
        Results.Json(new { version = GitLabInstance.Version, revision = GitLabInstance.Revision });

    private static IResult CurrentUser(HttpContext context, GitLabInstance instance) =>
        Results.Json(UserJson.Whole(context.User(), instance), GitLabJson.Options);
}
