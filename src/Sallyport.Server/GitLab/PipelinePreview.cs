using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The pipeline that a request with <c>dry_run</c> asks about. Nothing is stored: neither the pipeline, nor what an
/// administrator's request says of the project, which then need not exist.
/// </summary>
internal sealed class PipelinePreview(
    Pipelines pipelines, ChildPipelines children, Projects projects, IGitLabStore store, TimeProvider time)
{
    /// <summary>Makes the answer.</summary>
    public async Task<object> OfAsync(HttpContext context)
    {
        var project = await ProjectAsync(context);
        var request = await PipelineParameters.ReadAsync(context, project, store);
        request = await WithForkAsync(context, request, project);
        var planned = await pipelines.PlanAsync(project, context.User(), request, context.RequestAborted);
        var unusable = await children.ForeseeAsync(
            project, context.User(), planned.Pipeline, context.RequestAborted);
        planned = planned with { Warnings = [.. planned.Warnings, .. unusable] };
        return PlanJson.Of(planned, time.GetUtcNow());
    }

    // With another default branch a developer would see the values of variables that are for protected branches.
    private async Task<Project> ProjectAsync(HttpContext context)
    {
        var path = context.ProjectPath();
        if (!context.User().IsAdministrator)
            return await context.ProjectAsync(store);
        if (!path.Contains('/', StringComparison.Ordinal))
            path = (await context.ProjectAsync(store)).Path; // the path says the project's id
        var parameters = await context.ParametersAsync();
        var id = parameters.Number("project_id");
        var configure = ProjectAttributes.Read(parameters);
        return await projects.ForeseeAsync(path, id, configure, beside: null, context.RequestAborted);
    }

    private async Task<PipelineRequest> WithForkAsync(HttpContext context, PipelineRequest request, Project target)
    {
        var path = (await context.ParametersAsync()).Text("fork");
        var mayTell = path is not null && context.User().IsAdministrator;
        if (!mayTell || request.MergeRequest is not { } merge)
            return request;
        var fork = await projects.ForeseeAsync(path!, null, _ => { }, target, context.RequestAborted);
        return request with { Fork = fork, MergeRequest = merge with { SourceProjectKey = fork.Key } };
    }
}
