using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Pipelines from the project's own repository. Source: "Create a new pipeline" in "Pipelines API", GitLab
/// documentation; <c>lib/gitlab/ci/pipeline/chain</c>, gitlabhq.
/// </summary>
internal static class StartEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/projects/{id}/pipeline", CreateAsync).Requires(GitLabAccess.User);

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        Pipelines pipelines,
        ChildPipelines children,
        CommitSources sources,
        IGitLabStore store,
        GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var parameters = await context.ParametersAsync();
        var name = parameters.RequiredText("ref");
        var source = await FindAsync(context, project, sources, name);
        var file = await source.Files.ReadAsync(CiFile.In(null, Document.DefaultPath));
        if (file.Text is null)
            throw GitLabErrors.NoPipeline("Missing CI config file").ToException();
        var request = new PipelineRequest(source.Ref, source.Commit, source.Collected, [], "api")
        {
            Reader = source.Files,
            Repository = source.Repository,
            Background = source.Background,
            Inputs = PipelineParameters.InputsOf(parameters),
            Sources = new VariableSources { Pipeline = PipelineParameters.VariablesOf(parameters, "variables") },
            TakesAnyRunner = true,
        };
        var created = await pipelines.CreateAsync(project, context.User(), request, context.RequestAborted);
        await children.SettleAsync(created.Pipeline.Id, context.RequestAborted);
        var shown = PipelineJson.Whole(created.Pipeline, project, context.User(), instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    // A name that both a branch and a tag have says nothing.
    private static async Task<PushedRef> FindAsync(
        HttpContext context, Project project, CommitSources sources, string name)
    {
        var isFull = name.StartsWith("refs/", StringComparison.Ordinal);
        Ref[] candidates = [new(RefType.Branch, name), new(RefType.Tag, name)];
        if (isFull)
            candidates = [.. candidates.Select(c => c with { Name = ShortOf(c, name) })];
        var found = new List<PushedRef>();
        foreach (var candidate in candidates.Where(c => Ref.IsName(c.Name)))
        {
            var cancel = context.RequestAborted;
            if (await sources.OpenAsync(project, context.User(), candidate, null, cancel) is { } source)
                found.Add(source);
        }
        return found.Count switch
        {
            0 => throw GitLabErrors.NoPipeline("Reference not found").ToException(),
            1 => found[0],
            _ => throw GitLabErrors.NoPipeline("Ref is ambiguous").ToException(),
        };
    }

    private static string ShortOf(Ref reference, string fullName)
    {
        var prefix = new Ref(reference.Type, "").Path;
        return fullName.StartsWith(prefix, StringComparison.Ordinal) ? fullName[prefix.Length..] : "";
    }
}
