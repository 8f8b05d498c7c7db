using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Jobs and their logs, for users. Source: "Jobs API", GitLab documentation.</summary>
internal static class JobEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects/{id}/jobs/{job_id}", GetAsync).Requires(GitLabAccess.User);
        api.MapGet("/projects/{id}/jobs/{job_id}/trace", TraceAsync).Requires(GitLabAccess.User);
        api.MapPost("/projects/{id}/jobs/{job_id}/play", PlayAsync).Requires(GitLabAccess.Developer);
        api.MapPost("/projects/{id}/jobs/{job_id}/retry", RetryAsync).Requires(GitLabAccess.Developer);
        api.MapPost("/projects/{id}/jobs/{job_id}/cancel", CancelAsync).Requires(GitLabAccess.Developer);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var (project, pipeline, job) = await FindAsync(context, store);
        var user = await UserOfAsync(context, store, pipeline, job);
        return Results.Json(PipelineJson.Job(job, pipeline, project, user, instance), GitLabJson.Options);
    }

    private static async Task<IResult> TraceAsync(HttpContext context, IGitLabStore store)
    {
        var (_, _, job) = await FindAsync(context, store);
        return StoredLog.Send(store, job, "text/plain", context.RequestAborted);
    }

    private static async Task<IResult> PlayAsync(
        HttpContext context, JobActions actions, IGitLabStore store, GitLabInstance instance)
    {
        var (project, _, job) = await FindAsync(context, store);
        var (pipeline, played) = await actions.PlayAsync(job.Id, context.User(), context.RequestAborted);
        var user = await UserOfAsync(context, store, pipeline, played);
        return Results.Json(PipelineJson.Job(played, pipeline, project, user, instance), GitLabJson.Options);
    }

    private static async Task<IResult> RetryAsync(
        HttpContext context, JobActions actions, IGitLabStore store, GitLabInstance instance)
    {
        var (project, _, job) = await FindAsync(context, store);
        var (pipeline, again) = await actions.RetryAsync(job.Id, context.User(), context.RequestAborted);
        var user = await UserOfAsync(context, store, pipeline, again);
        var shown = PipelineJson.Job(again, pipeline, project, user, instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> CancelAsync(
        HttpContext context, JobActions actions, IGitLabStore store, GitLabInstance instance)
    {
        var (project, _, job) = await FindAsync(context, store);
        var (pipeline, canceled) = await actions.CancelAsync(job.Id, context.User(), context.RequestAborted);
        var user = await UserOfAsync(context, store, pipeline, canceled);
        var shown = PipelineJson.Job(canceled, pipeline, project, user, instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    /// <summary>As whom a job runs.</summary>
    public static async Task<GitLabUser> UserOfAsync(
        HttpContext context, IGitLabStore store, Pipeline pipeline, Job job) =>
        (await store.FindUserAsync(pipeline.UserOf(job), context.RequestAborted))!; // a foreign key

    /// <summary>The job that the path names; it must be one of the project that the path names.</summary>
    public static async Task<(Project Project, Pipeline Pipeline, Job Job)> FindAsync(
        HttpContext context, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        var (pipeline, job) = await FindAsync(context, project, context.RouteNumber("job_id"), store);
        return (project, pipeline, job);
    }

    /// <summary>The job with this id; it must be one of the project.</summary>
    public static async Task<(Pipeline Pipeline, Job Job)> FindAsync(
        HttpContext context, Project project, long id, IGitLabStore store)
    {
        var pipeline = await store.FindPipelineOfJobAsync(id, context.RequestAborted);
        if (pipeline?.ProjectKey != project.Key)
            throw GitLabErrors.NotFound("Job").ToException();
        return (pipeline, pipeline.Jobs.Single(j => j.Id == id));
    }
}
