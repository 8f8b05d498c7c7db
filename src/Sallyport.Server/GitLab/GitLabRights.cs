using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// What the calling user may see and do in a project or a group. What it may not see is not there for it. Source:
/// "Roles and permissions", GitLab documentation.
/// </summary>
internal static class GitLabRights
{
    private const string Private = "private";
    private const string Public = "public";

    /// <summary>Whether the user may know of the project.</summary>
    public static bool Sees(this GitLabUser user, Project project) =>
        project.Visibility != Private || user.LevelIn(project) > AccessLevels.None;

    /// <summary>The same, for somebody who may not have signed in: they see what is public.</summary>
    public static bool MaySee(this GitLabUser? user, Project project) =>
        user?.Sees(project) ?? project.Visibility == Public;

    /// <summary>The same for a group.</summary>
    public static bool MaySee(this GitLabUser? user, ProjectNamespace group) =>
        user?.Sees(group) ?? group.Visibility == Public;

    /// <summary>Whether the user may know of the group.</summary>
    public static bool Sees(this GitLabUser user, ProjectNamespace group) =>
        group.Visibility != Private || user.LevelIn(group) > AccessLevels.None;

    /// <summary>
    /// Whether the user may read a project's code. A guest of a private one sees it, and not its code.
    /// </summary>
    public static bool ReadsCode(this GitLabUser user, Project project) =>
        project.Visibility != Private || user.LevelIn(project) >= AccessLevels.Reporter;

    /// <summary>The project in the route; refused where the user may not read its code.</summary>
    public static async Task<Project> ProjectWithCodeAsync(this HttpContext context, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        return context.User().ReadsCode(project)
            ? project
            : throw GitLabErrors.NeedsRole(AccessLevels.RoleOf(AccessLevels.Reporter)).ToException();
    }

    /// <summary>Refuses a project that the user may not see, or where its level is below what the route asks.</summary>
    public static Project Require(this HttpContext context, Project project)
    {
        if (context.Features.Get<GitLabUser>() is not { } user)
            return project; // the token is that of a job or a runner, whose own checks follow
        if (!user.Sees(project))
            throw GitLabErrors.NotFound("Project").ToException();
        RequireLevel(user.LevelIn(project), LevelOf(context));
        return project;
    }

    /// <summary>Refuses a group that the user may not see, or where its level is below what the route asks.</summary>
    public static ProjectNamespace Require(this HttpContext context, ProjectNamespace group)
    {
        var user = context.User();
        if (!user.Sees(group))
            throw GitLabErrors.NotFound("Group").ToException();
        RequireLevel(user.LevelIn(group), LevelOf(context));
        return group;
    }

    /// <summary>Refuses a level below the one that is needed.</summary>
    public static void RequireLevel(int level, int needed)
    {
        if (level < needed)
            throw GitLabErrors.NeedsRole(AccessLevels.RoleOf(needed)).ToException();
    }

    // A route that changes something and names no level is for maintainers.
    private static int LevelOf(HttpContext context)
    {
        var declared = context.GetEndpoint()?.Metadata.GetMetadata<GitLabAccess>()?.Level;
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return declared ?? (reads ? AccessLevels.None : AccessLevels.Maintainer);
    }
}
