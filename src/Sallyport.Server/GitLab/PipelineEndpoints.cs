using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
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
        HttpContext context, Pipelines pipelines, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var parameters = await context.ParametersAsync();
        var request = Read(parameters) with
        {
            MergeRequest = await MergeRequestParameters.ReadAsync(context, parameters, project, store),
            RunnerTimeout = RunnerTimeoutOf(parameters),
        };
        var created = await pipelines.CreateAsync(project, context.User(), request, context.RequestAborted);
        var pipeline = created.Pipeline;
        return Results.Json(new
        {
            pipeline = PipelineJson.Whole(pipeline, project, context.User(), instance),
            jobs = pipeline.Jobs.Select(j => new
            {
                j.Id, j.Definition.Name, j.Definition.Stage, id_tokens = j.Definition.IdTokens.Select(t => t.Name),
            }),
            created.Warnings,
            runner = pipeline.Runner is { } own ? new { own.Id, token = created.RunnerToken } : null,
        }, GitLabJson.Options, statusCode: 201);
    }

    private static PipelineRequest Read(GitLabParameters parameters)
    {
        var type = parameters.Text("ref_type") switch
        {
            null or "branch" => RefType.Branch,
            "tag" => RefType.Tag,
            _ => throw GitLabErrors.Invalid("ref_type").ToException(),
        };
        var commit = new Commit(
            parameters.RequiredText("sha"),
            parameters.Text("commit_message") ?? "",
            parameters.Text("commit_author") ?? "",
            parameters.Instant("commit_timestamp"));
        if ((commit.Message + commit.Author).Contains('\0', StringComparison.Ordinal))
            throw GitLabErrors.Invalid("commit_message").ToException();
        return new PipelineRequest(
            new Ref(type, parameters.RequiredText("ref")),
            commit,
            FilesOf(parameters),
            parameters.Texts("jobs"),
            parameters.Text("source") ?? "push")
        {
            TakesAnyRunner = parameters.Flag("any_runner") ?? false,
        };
    }

    private static int? RunnerTimeoutOf(GitLabParameters parameters)
    {
        var timeout = parameters.Number("maximum_timeout");
        if (timeout is < 600 or > int.MaxValue)
            throw GitLabErrors.Validation("maximum_timeout", "needs to be at least 10 minutes").ToException();
        return (int?)timeout;
    }

    private static Dictionary<string, string> FilesOf(GitLabParameters parameters)
    {
        var files = parameters.NamedTexts("included");
        files[Document.DefaultPath] = parameters.Text("config") ?? throw GitLabErrors.Missing("config").ToException();
        return files;
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
        HttpContext context, Pipelines pipelines, IGitLabStore store, GitLabInstance instance)
    {
        var (project, pipeline) = await FindAsync(context, store);
        var canceled = await pipelines.CancelAsync(pipeline.Id, context.RequestAborted);
        var shown = PipelineJson.Whole(
            canceled, project, await context.StarterAsync(store, pipeline), instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, Pipelines pipelines, IGitLabStore store)
    {
        var (_, pipeline) = await FindAsync(context, store);
        await pipelines.DeleteAsync(pipeline.Id, context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> JobsAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var (project, pipeline) = await FindAsync(context, store);
        var page = await Page.ReadAsync(context);
        var withRetried = (await context.ParametersAsync()).Flag("include_retried") ?? false;
        var shown = pipeline.Jobs.Where(j => withRetried || !j.IsRetried).ToList();
        page.WriteHeaders(context, shown.Count);
        var user = await context.StarterAsync(store, pipeline);
        var jobs = shown.Skip(page.Skip).Take(page.Size)
            .Select(j => PipelineJson.Job(j, pipeline, project, user, instance));
        return Results.Json(jobs, GitLabJson.Options);
    }
}
