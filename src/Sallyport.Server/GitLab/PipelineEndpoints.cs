using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Pipelines. Source: "Pipelines API", GitLab documentation. GitLab reads the CI file from its own repository; our own
/// route sends it along, with the files that it includes and with facts about the commit.
/// </summary>
internal static class PipelineEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/projects/{id}/sallyport/pipeline", CreateAsync).Requires(GitLabAccess.Developer);
        api.MapGet("/projects/{id}/pipelines", ListAsync).Requires(GitLabAccess.User);
        api.MapGet("/projects/{id}/pipelines/{pipeline_id}", GetAsync).Requires(GitLabAccess.User);
        api.MapPost("/projects/{id}/pipelines/{pipeline_id}/cancel", CancelAsync).Requires(GitLabAccess.Developer);
        api.MapDelete("/projects/{id}/pipelines/{pipeline_id}", DeleteAsync).Requires(GitLabAccess.Owner);
        api.MapGet("/projects/{id}/pipelines/{pipeline_id}/jobs", JobsAsync).Requires(GitLabAccess.User);
    }

    /// <summary>The pipeline that the path names; it must be one of the project that the path names.</summary>
    public static async Task<(Project Project, Pipeline Pipeline)> FindAsync(HttpContext context, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        var pipeline = await store.FindPipelineAsync(context.RouteNumber("pipeline_id"), context.RequestAborted);
        if (pipeline?.ProjectKey != project.Key)
            throw GitLabErrors.NotFound("Pipeline").ToException();
        return (project, pipeline);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        Pipelines pipelines,
        ChildPipelines children,
        PipelinePreview preview,
        IGitLabStore store,
        GitLabInstance instance)
    {
        if ((await context.ParametersAsync()).Flag("dry_run") is true)
            return Results.Json(await preview.OfAsync(context), GitLabJson.Options);
        var project = await context.ProjectAsync(store);
        var request = await PipelineParameters.ReadAsync(context, project, store);
        var created = await pipelines.CreateAsync(project, context.User(), request, context.RequestAborted);
        var unusable = await children.ForeseeAsync(
            project, context.User(), created.Pipeline, context.RequestAborted);
        await children.SettleAsync(created.Pipeline.Id, context.RequestAborted);
        var pipeline = created.Pipeline;
        return Results.Json(new
        {
            pipeline = PipelineJson.Whole(pipeline, project, context.User(), instance),
            jobs = pipeline.Jobs.Select(j => new
            {
                j.Id,
                j.Definition.Name,
                j.Definition.Stage,
                id_tokens = j.Definition.IdTokens.Select(t => new { t.Name, t.File, t.Line, t.Audiences }),
            }),
            warnings = (IReadOnlyList<string>)[.. created.Warnings, .. unusable],
            runner = pipeline.Runner is { } own ? new { own.Id, token = created.RunnerToken } : null,
        }, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var page = await Page.ReadAsync(context);
        page.WriteHeaders(context, await store.CountPipelinesAsync(project.Key, context.RequestAborted));
        var pipelines = await store.ListPipelinesAsync(project.Key, page.Skip, page.Size, context.RequestAborted);
        return Results.Json(pipelines.Select(p => PipelineJson.Brief(p, project, instance)), GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var (project, pipeline) = await FindAsync(context, store);
        var user = await context.StarterAsync(store, pipeline);
        return Results.Json(PipelineJson.Whole(pipeline, project, user, instance), GitLabJson.Options);
    }

    private static async Task<IResult> CancelAsync(
        HttpContext context,
        Pipelines pipelines,
        ChildPipelines children,
        IGitLabStore store,
        GitLabInstance instance)
    {
        var (project, pipeline) = await FindAsync(context, store);
        var canceled = await pipelines.CancelAsync(pipeline.Id, context.User(), context.RequestAborted);
        await children.SettleAsync(pipeline.Id, context.RequestAborted);
        var shown = PipelineJson.Whole(
            canceled, project, await context.StarterAsync(store, pipeline), instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, Pipelines pipelines, IGitLabStore store, Repositories repositories)
    {
        var (project, pipeline) = await FindAsync(context, store);
        await pipelines.DeleteAsync(pipeline.Id, context.RequestAborted);
        if (repositories.Find(project.Key) is { } repository)
            await repository.DeleteAsync($"refs/pipelines/{pipeline.Id}", context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> JobsAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var (project, pipeline) = await FindAsync(context, store);
        var page = await Page.ReadAsync(context);
        var withRetried = (await context.ParametersAsync()).Flag("include_retried") ?? false;
        var shown = pipeline.Jobs.Where(j => withRetried || !j.IsRetried).ToList();
        page.WriteHeaders(context, shown.Count);
        var jobs = new List<object>();
        foreach (var job in shown.Skip(page.Skip).Take(page.Size))
        {
            var user = await JobEndpoints.UserOfAsync(context, store, pipeline, job);
            jobs.Add(PipelineJson.Job(job, pipeline, project, user, instance));
        }
        return Results.Json(jobs, GitLabJson.Options);
    }
}
