using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Pipelines from the project's own repository. Source: "Create a new pipeline" in "Pipelines API", GitLab
/// documentation.
/// </summary>
internal static class StartEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/projects/{id}/pipeline", CreateAsync).Requires(GitLabAccess.User);

    private static async Task<IResult> CreateAsync(
        HttpContext context, PipelineStarts starts, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var parameters = await context.ParametersAsync();
        var start = new StartRequest(parameters.RequiredText("ref"), "api")
        {
            Inputs = PipelineParameters.InputsOf(parameters),
            Variables = PipelineParameters.VariablesOf(parameters, "variables"),
        };
        var created = await starts.CreateAsync(project, context.User(), start, context.RequestAborted);
        var shown = PipelineJson.Whole(created, project, context.User(), instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }
}
