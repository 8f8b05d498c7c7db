using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Projects. Source: "Projects API", GitLab documentation.</summary>
internal static class ProjectEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/projects", CreateAsync).Requires(GitLabAccess.User);
        api.MapGet("/projects/{id}", GetAsync).Requires(GitLabAccess.User);
        api.MapPut("/projects/{id}/sallyport", EnsureAsync).Requires(GitLabAccess.User);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        return Results.Json(await ShowAsync(project, store, instance, context.RequestAborted), GitLabJson.Options);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, Projects projects, IGitLabStore store, GitLabInstance instance)
    {
        var parameters = await context.ParametersAsync();
        var name = parameters.Text("path") ?? parameters.RequiredText("name");
        var group = parameters.Number("namespace_id") is { } id
            ? (await store.FindNamespaceAsync(id, context.RequestAborted) ?? throw GitLabErrors.Validation("namespace", "is not valid").ToException()).Path
            : context.User().Username;
        var visibility = parameters.Text("visibility") ?? "private";
        if (visibility is not ("private" or "internal" or "public"))
            throw GitLabErrors.Invalid("visibility").ToException();
        var timeout = parameters.Number("build_timeout") ?? Project.DefaultBuildTimeout;
        if (timeout is < 600 or > 2_592_000)
            throw GitLabErrors.Validation("build_timeout", "needs to be between 10 minutes and 1 month").ToException();
        var branch = parameters.Text("default_branch") ?? "main";
        if (!Ref.IsName(branch))
            throw GitLabErrors.Invalid("default_branch").ToException();
        var project = await projects.CreateAsync(
            $"{group}/{name}", null,
            p => (p.Visibility, p.BuildTimeout, p.DefaultBranch) = (visibility, (int)timeout, branch), context.RequestAborted);
        return Results.Json(await ShowAsync(project, store, instance, context.RequestAborted), GitLabJson.Options, statusCode: 201);
    }

    // Our own: the project with this path, with this id if one is given, so that a project that lives elsewhere can be rehearsed.
    private static async Task<IResult> EnsureAsync(HttpContext context, Projects projects, IGitLabStore store, GitLabInstance instance)
    {
        var parameters = await context.ParametersAsync();
        var branch = parameters.Text("default_branch");
        if (branch is not null && !Ref.IsName(branch))
            throw GitLabErrors.Invalid("default_branch").ToException();
        var project = await projects.EnsureAsync(context.ProjectPath(), parameters.Number("project_id"), branch, context.RequestAborted);
        return Results.Json(await ShowAsync(project, store, instance, context.RequestAborted), GitLabJson.Options);
    }

    private static async Task<object> ShowAsync(Project project, IGitLabStore store, GitLabInstance instance, CancellationToken cancel)
    {
        var url = $"{instance.Url}/{project.Path}";
        var group = (await store.FindNamespaceAsync(project.NamespaceId, cancel))!; // a foreign key
        return new
        {
            project.Id, project.Name, NameWithNamespace = project.Path.Replace("/", " / ", StringComparison.Ordinal), Path = project.Name, PathWithNamespace = project.Path,
            project.DefaultBranch, project.Visibility, WebUrl = url, HttpUrlToRepo = $"{url}.git",
            SshUrlToRepo = $"git@{instance.Address.Host}:{project.Path}.git", project.CreatedAt, project.BuildTimeout,
            CiConfigPath = (string?)null, CiIdTokenSubClaimComponents = (string[])["project_path", "ref_type", "ref"],
            SharedRunnersEnabled = true,
            Namespace = new
            {
                group.Id, Name = group.Path.Split('/')[^1], Path = group.Path.Split('/')[^1], Kind = group.PathKey == "root" ? "user" : "group",
                FullPath = group.Path, group.ParentId, WebUrl = $"{instance.Url}/groups/{group.Path}",
            },
        };
    }
}
