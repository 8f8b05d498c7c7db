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

    private static async Task<IResult> CreateAsync(
        HttpContext context, Projects projects, IGitLabStore store, GitLabInstance instance)
    {
        var parameters = await context.ParametersAsync();
        var name = parameters.Text("path") ?? parameters.RequiredText("name");
        var group = await GroupAsync(context, parameters, store);
        var visibility = parameters.Text("visibility") ?? "private";
        if (visibility is not ("private" or "internal" or "public"))
            throw GitLabErrors.Invalid("visibility").ToException();
        var timeout = parameters.Number("build_timeout") ?? Project.DefaultBuildTimeout;
        if (timeout is < 600 or > 2_592_000)
            throw GitLabErrors.Validation("build_timeout", "needs to be between 10 minutes and 1 month").ToException();
        var branch = BranchOf(parameters) ?? "main";
        void Configure(Project project)
        {
            project.Visibility = visibility;
            project.BuildTimeout = (int)timeout;
            project.DefaultBranch = branch;
        }
        var created = await projects.CreateAsync($"{group}/{name}", null, Configure, context.RequestAborted);
        var shown = await ShowAsync(created, store, instance, context.RequestAborted);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    // A route of our own: the project with this path, and this id if one is given, so that the pipeline of a project
    // on another GitLab can be rehearsed.
    private static async Task<IResult> EnsureAsync(
        HttpContext context, Projects projects, IGitLabStore store, GitLabInstance instance)
    {
        var parameters = await context.ParametersAsync();
        var id = parameters.Number("project_id");
        var branch = BranchOf(parameters);
        var project = await projects.EnsureAsync(context.ProjectPath(), id, branch, context.RequestAborted);
        return Results.Json(await ShowAsync(project, store, instance, context.RequestAborted), GitLabJson.Options);
    }

    private static async Task<string> GroupAsync(HttpContext context, GitLabParameters parameters, IGitLabStore store)
    {
        if (parameters.Number("namespace_id") is not { } id)
            return context.User().Username;
        var group = await store.FindNamespaceAsync(id, context.RequestAborted);
        return group?.Path ?? throw GitLabErrors.Validation("namespace", "is not valid").ToException();
    }

    private static string? BranchOf(GitLabParameters parameters)
    {
        var branch = parameters.Text("default_branch");
        if (branch is not null && !Ref.IsName(branch))
            throw GitLabErrors.Invalid("default_branch").ToException();
        return branch;
    }

    private static async Task<object> ShowAsync(
        Project project, IGitLabStore store, GitLabInstance instance, CancellationToken cancel)
    {
        var url = $"{instance.Url}/{project.Path}";
        var group = (await store.FindNamespaceAsync(project.NamespaceId, cancel))!; // a foreign key
        return new
        {
            project.Id,
            project.Name,
            NameWithNamespace = project.Path.Replace("/", " / ", StringComparison.Ordinal),
            Path = project.Name,
            PathWithNamespace = project.Path,
            project.DefaultBranch,
            project.Visibility,
            WebUrl = url,
            HttpUrlToRepo = $"{url}.git",
            SshUrlToRepo = $"git@{instance.Address.Host}:{project.Path}.git",
            project.CreatedAt,
            project.BuildTimeout,
            CiConfigPath = (string?)null,
            CiIdTokenSubClaimComponents = (string[])["project_path", "ref_type", "ref"],
            SharedRunnersEnabled = true,
            Namespace = Show(group, instance),
        };
    }

    private static object Show(ProjectNamespace group, GitLabInstance instance)
    {
        var name = group.Path.Split('/')[^1];
        return new
        {
            group.Id,
            Name = name,
            Path = name,
            Kind = group.PathKey == "root" ? "user" : "group",
            FullPath = group.Path,
            group.ParentId,
            WebUrl = $"{instance.Url}/groups/{group.Path}",
        };
    }
}
