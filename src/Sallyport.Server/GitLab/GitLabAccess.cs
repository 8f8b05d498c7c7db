using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Which of GitLab's tokens a route takes.</summary>
/// <param name="Kind">The kind of token.</param>
internal sealed record GitLabAccess(GitLabTokenKind Kind) : AccessRequirement(GitLabSurface.Scheme)
{
    /// <summary>
    /// A personal access token: <c>PRIVATE-TOKEN</c> or <c>Authorization: Bearer</c>. Of a project or a group in the
    /// route whoever sees it may read, and maintainers may change.
    /// </summary>
    public static GitLabAccess User { get; } = new(GitLabTokenKind.PersonalAccess);

    /// <summary>The same, of a developer of the project or the group in the route, or of somebody above.</summary>
    public static GitLabAccess Developer { get; } = User with { Level = AccessLevels.Developer };

    /// <summary>The same, of a maintainer or somebody above.</summary>
    public static GitLabAccess Maintainer { get; } = User with { Level = AccessLevels.Maintainer };

    /// <summary>The same, of an owner.</summary>
    public static GitLabAccess Owner { get; } = User with { Level = AccessLevels.Owner };

    /// <summary>The same, of an administrator of the instance.</summary>
    public static GitLabAccess Administrator { get; } = User with { Level = AccessLevels.Administrator };

    /// <summary>The level that is needed in the project or the group in the route; null for the usual one.</summary>
    public int? Level { get; init; }

    /// <summary>A runner's token: body member <c>token</c> or header <c>RUNNER-TOKEN</c>.</summary>
    public static GitLabAccess Runner { get; } = new(GitLabTokenKind.Runner);

    /// <summary>A registration token: body member <c>token</c>.</summary>
    public static GitLabAccess Registration { get; } = new(GitLabTokenKind.Registration);

    /// <summary>The token of the job in the route, or of a running job that gets the artifacts of that one.</summary>
    public static GitLabAccess ArtifactReader { get; } = new(GitLabTokenKind.Job) { TakesDependents = true };

    /// <summary>
    /// Git's own access: HTTP Basic with a personal access token, or with the token of a running job of the project,
    /// which may only read.
    /// </summary>
    public static GitLabAccess Repository { get; } = new(GitLabTokenKind.Repository);

    /// <summary>A browser whose user has signed in. What they may do, the page decides.</summary>
    public static GitLabAccess Session { get; } = new(GitLabTokenKind.Session);

    /// <summary>A browser, whether or not somebody has signed in.</summary>
    public static GitLabAccess Visitor { get; } = Session with { IsForVisitors = true };

    /// <summary>Whether nobody has to be signed in.</summary>
    public bool IsForVisitors { get; init; }

    /// <summary>Whether the token of a job that depends on the one in the route is taken too.</summary>
    public bool TakesDependents { get; init; }

    /// <summary>The token of the job in the route: header <c>JOB-TOKEN</c> or body member <c>token</c>.</summary>
    public static GitLabAccess Job { get; } = new(GitLabTokenKind.Job);
}

/// <summary>The kinds of token that GitLab's routes take.</summary>
internal enum GitLabTokenKind
{
    /// <summary>The personal access token of a user.</summary>
    PersonalAccess,

    /// <summary>The authentication token of a runner.</summary>
    Runner,

    /// <summary>The token by which runners register themselves.</summary>
    Registration,

    /// <summary>The token of a running job.</summary>
    Job,

    /// <summary>What git sends as the password of HTTP Basic.</summary>
    Repository,

    /// <summary>The cookie of a browser.</summary>
    Session,
}

/// <summary>The job whose token came with the request.</summary>
/// <param name="Pipeline">Its pipeline.</param>
/// <param name="Job">The job.</param>
internal sealed record AuthenticatedJob(Pipeline Pipeline, Job Job);

/// <summary>Lets callers pass if their token is of the kind that the route takes.</summary>
internal sealed class GitLabAuthorization : AuthorizationHandler<GitLabAccess>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GitLabAccess requirement)
    {
        var isOfKind = context.User.HasClaim(GitLabAuthentication.KindClaim, requirement.Kind.ToString());
        var isForAdministrators = requirement.Level == AccessLevels.Administrator;
        if (isOfKind && (!isForAdministrators || IsAdministrator(context)))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static bool IsAdministrator(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && http.User().IsAdministrator;
}
