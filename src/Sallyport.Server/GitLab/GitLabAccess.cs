using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Which of GitLab's tokens a route takes.</summary>
/// <param name="Kind">The kind of token.</param>
public sealed record GitLabAccess(GitLabTokenKind Kind) : AccessRequirement
{
    /// <summary>A personal access token: <c>PRIVATE-TOKEN</c> or <c>Authorization: Bearer</c>.</summary>
    public static GitLabAccess User { get; } = new(GitLabTokenKind.PersonalAccess);

    /// <summary>A runner's token: body member <c>token</c> or header <c>RUNNER-TOKEN</c>.</summary>
    public static GitLabAccess Runner { get; } = new(GitLabTokenKind.Runner);

    /// <summary>The token of the job in the route: header <c>JOB-TOKEN</c> or body member <c>token</c>.</summary>
    public static GitLabAccess Job { get; } = new(GitLabTokenKind.Job);
}

/// <summary>The kinds of token.</summary>
public enum GitLabTokenKind
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
public sealed record AuthenticatedJob(Pipeline Pipeline, Job Job);

/// <summary>Enforces what a route declares. A route that declares nothing is refused.</summary>
public sealed class GitLabAccessFilter : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var metadata = context.HttpContext.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<IAllowAnonymous>() is null)
            await AuthenticateAsync(context.HttpContext, metadata?.GetMetadata<GitLabAccess>() ?? throw GitLabErrors.Forbidden.ToException());
        return await next(context);
    }

    private static async Task AuthenticateAsync(HttpContext context, GitLabAccess access)
    {
        var cancel = context.RequestAborted;
        switch (access.Kind)
        {
            case GitLabTokenKind.PersonalAccess:
                context.Features.Set(await FindUserAsync(context) ?? throw GitLabErrors.Unauthorized.ToException());
                break;
            case GitLabTokenKind.Runner:
                var runnerToken = await TokenAsync(context, "RUNNER-TOKEN") ?? throw GitLabErrors.Forbidden.ToException();
                context.Features.Set(await Store(context).FindRunnerAsync(GitLabTokens.Hash(runnerToken), cancel) ?? throw GitLabErrors.Forbidden.ToException());
                break;
            case GitLabTokenKind.Job:
                var jobToken = await TokenAsync(context, "JOB-TOKEN");
                var (pipeline, job) = await Jobs(context).AuthenticateAsync(context.RouteNumber("id"), jobToken, cancel);
                context.Features.Set(new AuthenticatedJob(pipeline, job));
                context.Response.Headers["Job-Status"] = GitLabJson.Word(job.Status);
                break;
            default:
                throw GitLabErrors.Forbidden.ToException();
        }
    }

    private static async Task<GitLabUser?> FindUserAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var bearer = headers.Authorization is [{ } value] && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value[7..] : null;
        var token = headers["PRIVATE-TOKEN"] is [{ } own] ? own : bearer;
        return token is null ? null : await Store(context).FindUserByTokenAsync(GitLabTokens.Hash(token), context.RequestAborted);
    }

    // A header and a body that disagree leave open who is calling.
    private static async Task<string?> TokenAsync(HttpContext context, string header)
    {
        var inHeader = context.Request.Headers[header] is [{ } value] ? value : null;
        var inBody = context.Request.HasJsonContentType() ? (await context.ParametersAsync()).Text("token") : null;
        return inHeader is not null && inBody is not null && inHeader != inBody ? null : inHeader ?? inBody;
    }

    private static IGitLabStore Store(HttpContext context) => (IGitLabStore)context.RequestServices.GetService(typeof(IGitLabStore))!;

    private static Jobs Jobs(HttpContext context) => (Jobs)context.RequestServices.GetService(typeof(Jobs))!;
}
