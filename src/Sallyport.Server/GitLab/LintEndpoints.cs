using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The check of a CI file. Source: "CI Lint API", GitLab documentation. Files that it includes may come along in
/// <c>included</c>, as with our own route for pipelines.
/// </summary>
internal static class LintEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/projects/{id}/ci/lint", CheckGivenAsync).Requires(GitLabAccess.Developer);
        api.MapGet("/projects/{id}/ci/lint", CheckCommittedAsync).Requires(GitLabAccess.User);
    }

    private static async Task<IResult> CheckGivenAsync(
        HttpContext context, Lint lint, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var parameters = await context.ParametersAsync();
        var files = parameters.NamedTexts("included");
        files[Document.DefaultPath] = parameters.Text("content")
            ?? throw GitLabErrors.Missing("content").ToException();
        var isDryRun = parameters.Flag("dry_run") ?? false;
        var branch = parameters.Text("ref") ?? project.DefaultBranch;
        var request = new LintRequest(files, isDryRun ? branch : null);
        var result = await lint.CheckAsync(project, context.User(), request, context.RequestAborted);
        return Show(result, parameters, project, instance);
    }

    // Whoever may read the code may have it checked.
    private static async Task<IResult> CheckCommittedAsync(
        HttpContext context, Lint lint, CommitSources sources, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectWithCodeAsync(store);
        var parameters = await context.ParametersAsync();
        var revision = parameters.Text("content_ref") ?? parameters.Text("sha") ?? project.DefaultBranch;
        var readable = new ReadableProject(project, context.User());
        var (files, facts) = await sources.AtAsync(readable, revision, context.RequestAborted)
            ?? throw GitLabErrors.NotFound("Commit").ToException();
        var isDryRun = parameters.Flag("dry_run") ?? false;
        var branch = parameters.Text("dry_run_ref") ?? parameters.Text("ref") ?? project.DefaultBranch;
        var request = new LintRequest(new Dictionary<string, string>(), isDryRun ? branch : null)
        {
            Reader = files, Repository = facts,
        };
        var result = await lint.CheckAsync(project, context.User(), request, context.RequestAborted);
        return Show(result, parameters, project, instance);
    }

    private static IResult Show(
        LintResult result, GitLabParameters parameters, Project project, GitLabInstance instance)
    {
        var shown = new Dictionary<string, object?>
        {
            ["valid"] = result.Errors.Count == 0,
            ["errors"] = result.Errors,
            ["warnings"] = result.Warnings,
            ["merged_yaml"] = result.MergedYaml,
            ["includes"] = result.Included.Select(f => Include(f, project, instance)),
        };
        if (parameters.Flag("include_jobs") ?? false)
            shown["jobs"] = result.Jobs.Select(j => Job(j, parameters.Flag("dry_run") is not true));
        return Results.Json(shown, GitLabJson.Options);
    }

    private static object Include(CiFile file, Project project, GitLabInstance instance)
    {
        var repository = file.Repository;
        object extra = repository is null ? new { } : new { repository.Project, repository.Ref };
        var isRemote = file.Kind == CiFileKind.Remote;
        var blob = repository is null
            ? null
            : $"{instance.Url}/{repository.Project}/-/blob/{repository.Ref}/{file.Location}";
        return new
        {
            Type = file.Kind == CiFileKind.Project ? "file" : file.Kind.ToString().ToLowerInvariant(),
            file.Location,
            Blob = blob,
            Raw = isRemote ? file.Location : blob?.Replace("/-/blob/", "/-/raw/", StringComparison.Ordinal),
            Extra = extra,
            ContextProject = project.Path,
            ContextSha = (string?)null,
        };
    }

    private static Dictionary<string, object?> Job(JobDefinition job, bool isStatic)
    {
        var shown = new Dictionary<string, object?>
        {
            ["name"] = job.Name,
            ["stage"] = job.Stage,
            ["before_script"] = job.Script.Take(job.BeforeScriptCount),
            ["script"] = job.Script.Skip(job.BeforeScriptCount),
            ["after_script"] = job.AfterScript,
            ["tag_list"] = job.Tags,
            ["environment"] = job.Environment?.Name,
            ["when"] = Word(job.When),
            ["allow_failure"] = job.AllowFailure,
        };
        if (!isStatic)
            return shown;
        shown["only"] = Policy(job.Only);
        shown["except"] = Policy(job.Except);
        shown["needs"] = job.Needs?.Select(n => new { name = n.Job, n.Artifacts, n.Optional });
        return shown;
    }

    private static Dictionary<string, object>? Policy(PolicyDefinition? policy)
    {
        if (policy is null)
            return null;
        var shown = new Dictionary<string, object>();
        if (policy.Refs is { } refs)
            shown["refs"] = refs;
        if (policy.Variables is { } variables)
            shown["variables"] = variables;
        if (policy.Changes is { } changes)
            shown["changes"] = changes;
        if (policy.Kubernetes)
            shown["kubernetes"] = "active";
        return shown;
    }

    private static string Word(JobWhen when) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(when.ToString());
}
