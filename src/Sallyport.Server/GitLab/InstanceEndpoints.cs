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

    /// <summary>A user as other objects show it.</summary>
    public static object Brief(GitLabUser user, GitLabInstance instance) => new
    {
        user.Id,
        user.Username,
        user.Name,
        State = "active",
        Locked = false,
        AvatarUrl = (string?)null,
        WebUrl = $"{instance.Url}/{user.Username}",
    };

    private static IResult Version() =>
        Results.Json(new { version = GitLabInstance.Version, revision = GitLabInstance.Revision });

    private static IResult CurrentUser(HttpContext context, GitLabInstance instance)
    {
        var user = context.User();
        return Results.Json(new
        {
            user.Id,
            user.Username,
            user.Name,
            State = "active",
            Locked = false,
            AvatarUrl = (string?)null,
            WebUrl = $"{instance.Url}/{user.Username}",
            user.CreatedAt,
            user.Email,
            CommitEmail = user.Email,
            PublicEmail = (string?)null,
            IsAdmin = true,
            Bot = false,
            External = false,
            TwoFactorEnabled = false,
            CanCreateGroup = true,
            CanCreateProject = true,
        }, GitLabJson.Options);
    }
}
