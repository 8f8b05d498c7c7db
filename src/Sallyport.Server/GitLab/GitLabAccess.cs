using Microsoft.AspNetCore.Authorization;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Which of GitLab's tokens a route takes.</summary>
/// <param name="Kind">The kind of token.</param>
internal sealed record GitLabAccess(GitLabTokenKind Kind) : AccessRequirement(GitLabSurface.Scheme)
{
    /// <summary>A personal access token: <c>PRIVATE-TOKEN</c> or <c>Authorization: Bearer</c>.</summary>
    public static GitLabAccess User { get; } = new(GitLabTokenKind.PersonalAccess);

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
        if (context.User.HasClaim(GitLabAuthentication.KindClaim, requirement.Kind.ToString()))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
