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

    /// <summary>The token of the job in the route: header <c>JOB-TOKEN</c> or body member <c>token</c>.</summary>
    public static GitLabAccess Job { get; } = new(GitLabTokenKind.Job);
}

/// <summary>The kinds of token.</summary>
internal enum GitLabTokenKind
{
    /// <summary>A user's.</summary>
    PersonalAccess,

    /// <summary>A runner's.</summary>
    Runner,

    /// <summary>A job's.</summary>
    Job,
}

/// <summary>The job whose token came with the request.</summary>
/// <param name="Pipeline">Its pipeline.</param>
/// <param name="Job">The job.</param>
internal sealed record AuthenticatedJob(Pipeline Pipeline, Job Job);

/// <summary>Lets a caller pass whose token is of the kind that the route takes.</summary>
internal sealed class GitLabAuthorization : AuthorizationHandler<GitLabAccess>
{
    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GitLabAccess requirement)
    {
        if (context.User.HasClaim(GitLabAuthentication.KindClaim, requirement.Kind.ToString()))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
