using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Branches and tags. Source: "Branches API" and "Tags API", GitLab documentation; <c>lib/api/branches.rb</c> and
/// <c>lib/api/tags.rb</c>, gitlabhq.
/// </summary>
internal static class BranchEndpoints
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        const string root = "/projects/{id}/repository";
        api.MapGet($"{root}/branches", ListBranchesAsync).Requires(GitLabAccess.User);
        api.MapPost($"{root}/branches", CreateBranchAsync).Requires(GitLabAccess.Developer);
        api.MapGet($"{root}/branches/{{name}}", GetBranchAsync).Requires(GitLabAccess.User);
        api.MapDelete($"{root}/branches/{{name}}", DeleteBranchAsync).Requires(GitLabAccess.Developer);
        api.MapGet($"{root}/tags", ListTagsAsync).Requires(GitLabAccess.User);
        api.MapPost($"{root}/tags", CreateTagAsync).Requires(GitLabAccess.Developer);
        api.MapGet($"{root}/tags/{{name}}", GetTagAsync).Requires(GitLabAccess.User);
        api.MapDelete($"{root}/tags/{{name}}", DeleteTagAsync).Requires(GitLabAccess.Developer);
    }

    private static async Task<IResult> ListBranchesAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, url) = await edits.OpenAsync(context);
        var (names, refs) = await PageOfAsync(context, repository, Heads);
        var shown = new List<object>();
        foreach (var name in names)
            shown.Add(await RepositoryJson.BranchAsync(
                repository, project, url, name[Heads.Length..], refs[name], context.RequestAborted));
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> GetBranchAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, url) = await edits.OpenAsync(context);
        var name = context.RouteText("name");
        var sha = await FindAsync(context, repository, RefType.Branch, name);
        return Results.Json(
            await RepositoryJson.BranchAsync(repository, project, url, name, sha, context.RequestAborted),
            GitLabJson.Options);
    }

    private static async Task<IResult> CreateBranchAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, url) = await edits.OpenAsync(context);
        var parameters = await context.ParametersAsync();
        var name = parameters.RequiredText("branch");
        var sha = await SourceAsync(context, repository, parameters.RequiredText("ref"));
        if (!Ref.IsName(name))
            throw GitLabErrors.Bad("Branch name is invalid").ToException();
        if (!await edits.SetAsync(context, project, Heads + name, sha, ""))
            throw GitLabErrors.Bad("Branch already exists").ToException();
        return Results.Json(
            await RepositoryJson.BranchAsync(repository, project, url, name, sha, context.RequestAborted),
            GitLabJson.Options,
            statusCode: 201);
    }

    private static async Task<IResult> DeleteBranchAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, _) = await edits.OpenAsync(context);
        var name = context.RouteText("name");
        var sha = await FindAsync(context, repository, RefType.Branch, name);
        if (name == project.DefaultBranch)
            throw GitLabErrors.BadRequest(405, "Method Not Allowed - Cannot remove HEAD branch").ToException();
        if (project.Protects(new Ref(RefType.Branch, name)))
            throw GitLabErrors.Forbidden.ToException();
        await edits.SetAsync(context, project, Heads + name, "", sha);
        return Results.NoContent();
    }

    private static async Task<IResult> ListTagsAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, url) = await edits.OpenAsync(context);
        var (names, _) = await PageOfAsync(context, repository, Tags);
        var shown = new List<object>();
        foreach (var name in names)
            shown.Add(await RepositoryJson.TagAsync(
                repository, project, url, name[Tags.Length..], context.RequestAborted));
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> GetTagAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, url) = await edits.OpenAsync(context);
        var name = context.RouteText("name");
        await FindAsync(context, repository, RefType.Tag, name);
        var shown = await RepositoryJson.TagAsync(repository, project, url, name, context.RequestAborted);
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> CreateTagAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, url) = await edits.OpenAsync(context);
        var parameters = await context.ParametersAsync();
        var name = parameters.RequiredText("tag_name");
        var target = parameters.RequiredText("ref");
        if (!Ref.IsName(name))
            throw GitLabErrors.Bad("Tag name invalid").ToException();
        if (await repository.ResolveAsync(target, context.RequestAborted) is not { } found)
            throw GitLabErrors.Bad($"Target {target} is invalid").ToException();
        var sha = parameters.Text("message") is { Length: > 0 } message
            ? await edits.WriteTagAsync(context, repository, name, found.Sha, message)
            : found.Sha;
        if (!await edits.SetAsync(context, project, Tags + name, sha, ""))
            throw GitLabErrors.Bad($"Tag {name} already exists").ToException();
        var shown = await RepositoryJson.TagAsync(repository, project, url, name, context.RequestAborted);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> DeleteTagAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, _) = await edits.OpenAsync(context);
        var name = context.RouteText("name");
        await FindAsync(context, repository, RefType.Tag, name);
        if (project.Protects(new Ref(RefType.Tag, name)))
            throw GitLabErrors.Forbidden.ToException();
        await repository.DeleteAsync(Tags + name, context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<string> FindAsync(
        HttpContext context, BareRepository repository, RefType type, string name)
    {
        var sha = Ref.IsName(name)
            ? await repository.CommitAsync(new Ref(type, name).Path, context.RequestAborted)
            : null;
        return sha ?? throw GitLabErrors.NotFound(type == RefType.Tag ? "Tag" : "Branch").ToException();
    }

    private static async Task<string> SourceAsync(HttpContext context, BareRepository repository, string name) =>
        (await repository.ResolveAsync(name, context.RequestAborted))?.Sha
        ?? throw GitLabErrors.Bad($"Invalid reference name: {name}").ToException();

    private static async Task<(IReadOnlyList<string> Names, Dictionary<string, string> Refs)> PageOfAsync(
        HttpContext context, BareRepository repository, string kind)
    {
        var page = await Page.ReadAsync(context);
        var search = (await context.ParametersAsync()).Text("search") ?? "";
        var refs = await repository.RefsAsync(context.RequestAborted);
        var names = refs.Keys
            .Where(r => r.StartsWith(kind, StringComparison.Ordinal))
            .Where(r => r[kind.Length..].Contains(search, StringComparison.OrdinalIgnoreCase))
            .ToList();
        page.WriteHeaders(context, names.Count);
        return ([.. names.Skip(page.Skip).Take(page.Size)], refs);
    }
}
