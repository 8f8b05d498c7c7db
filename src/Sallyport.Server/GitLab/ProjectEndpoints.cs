using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Projects. Source: "Projects API", GitLab documentation.</summary>
internal static class ProjectEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects", ListAsync).Requires(GitLabAccess.User);
        api.MapPost("/projects", CreateAsync).Requires(GitLabAccess.User);
        api.MapGet("/projects/{id}", GetAsync).Requires(GitLabAccess.User);
        api.MapPut("/projects/{id}", ChangeAsync).Requires(GitLabAccess.User);
        api.MapDelete("/projects/{id}", DeleteAsync).Requires(GitLabAccess.Owner);
        api.MapPut("/projects/{id}/transfer", TransferAsync).Requires(GitLabAccess.Owner);
        api.MapPut("/projects/{id}/sallyport", EnsureAsync).Requires(GitLabAccess.Administrator);
    }

    /// <summary>A page of those of the projects that the caller may see.</summary>
    public static async Task<IResult> PageAsync(
        HttpContext context, IEnumerable<Project> projects, IGitLabStore store, GitLabInstance instance)
    {
        var user = context.User();
        var shown = new List<object>();
        foreach (var project in await Page.OfAsync(context, projects.Where(user.Sees).ToList()))
            shown.Add(await ShowAsync(project, store, instance, context.RequestAborted));
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGitLabStore store, GitLabInstance instance) =>
        await PageAsync(context, await store.ListProjectsAsync(context.RequestAborted), store, instance);

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
        var configure = ProjectAttributes.Read(parameters);
        var created = await projects.CreateAsync($"{group}/{name}", null, configure, context.RequestAborted);
        var shown = await ShowAsync(created, store, instance, context.RequestAborted);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, Projects projects, ProjectMoves moves, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var parameters = await context.ParametersAsync();
        var path = parameters.Text("path");
        var attributes = ProjectAttributes.Read(parameters);
        if (path is not null && path != project.Name)
            GitLabRights.RequireLevel(context.User().LevelIn(project), AccessLevels.Owner);
        project = await projects.ChangeAsync(project, attributes, context.RequestAborted);
        if (path is not null && path != project.Name)
            project = await moves.RenameAsync(project, path, context.RequestAborted);
        return Results.Json(await ShowAsync(project, store, instance, context.RequestAborted), GitLabJson.Options);
    }

    private static async Task<IResult> TransferAsync(
        HttpContext context, ProjectMoves moves, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var to = await NamespaceAsync(context, store) ?? throw GitLabErrors.NotFound("Namespace").ToException();
        GitLabRights.RequireLevel(context.User().LevelIn(to), AccessLevels.Maintainer);
        project = await moves.TransferAsync(project, to, context.RequestAborted);
        return Results.Json(await ShowAsync(project, store, instance, context.RequestAborted), GitLabJson.Options);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, ProjectMoves moves, IGitLabStore store, Repositories repositories)
    {
        var project = await context.ProjectAsync(store);
        await moves.DeleteAsync(project, context.RequestAborted);
        repositories.Delete(project.Key);
        return Results.Json(new { message = "202 Accepted" }, GitLabJson.Options, statusCode: 202);
    }

    // A route of our own: the project with this path, and this id if one is given, so that the pipeline of a project
    // on another GitLab can be rehearsed.
    private static async Task<IResult> EnsureAsync(
        HttpContext context, Projects projects, IGitLabStore store, GitLabInstance instance)
    {
        var parameters = await context.ParametersAsync();
        var id = parameters.Number("project_id");
        var configure = ProjectAttributes.Read(parameters);
        var project = await projects.EnsureAsync(context.ProjectPath(), id, configure, context.RequestAborted);
        return Results.Json(await ShowAsync(project, store, instance, context.RequestAborted), GitLabJson.Options);
    }

    private static async Task<string> GroupAsync(HttpContext context, GitLabParameters parameters, IGitLabStore store)
    {
        if (parameters.Number("namespace_id") is not { } id)
            return context.User().Username;
        var group = await store.FindNamespaceAsync(id, context.RequestAborted);
        if (group is null || !context.User().Sees(group))
            throw GitLabErrors.Validation("namespace", "is not valid").ToException();
        GitLabRights.RequireLevel(context.User().LevelIn(group), AccessLevels.Developer);
        return group.Path;
    }

    // By its id, which JSON may hold as a number, or by its path.
    private static async Task<ProjectNamespace?> NamespaceAsync(HttpContext context, IGitLabStore store)
    {
        var parameters = await context.ParametersAsync();
        if (!parameters.Has("namespace"))
            throw GitLabErrors.Missing("namespace").ToException();
        var name = parameters.Word("namespace");
        return long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await store.FindNamespaceAsync(id, context.RequestAborted)
            : await store.FindNamespaceAsync(name, context.RequestAborted);
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
            CiIdTokenSubClaimComponents = project.SubComponents,
            SharedRunnersEnabled = true,
            Namespace = NamespaceJson.Of(group, instance),
        };
    }
}
