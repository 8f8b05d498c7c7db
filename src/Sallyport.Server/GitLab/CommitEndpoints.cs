using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Commits and trees. Source: "Commits API" and "Repositories API", GitLab documentation.</summary>
internal static class CommitEndpoints
{
    private static readonly string[] Actions = ["create", "update", "delete", "move"];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects/{id}/repository/commits", ListAsync).Requires(GitLabAccess.User);
        api.MapPost("/projects/{id}/repository/commits", CreateAsync).Requires(GitLabAccess.Developer);
        api.MapGet("/projects/{id}/repository/commits/{sha}", GetAsync).Requires(GitLabAccess.User);
        api.MapGet("/projects/{id}/repository/tree", TreeAsync).Requires(GitLabAccess.User);
    }

    private static async Task<IResult> ListAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, url) = await edits.OpenAsync(context);
        var parameters = await context.ParametersAsync();
        var name = parameters.Text("ref_name") ?? project.DefaultBranch;
        if (await repository.ResolveAsync(name, context.RequestAborted) is not { } found)
            return Results.Json(Array.Empty<object>(), GitLabJson.Options);
        var page = await Page.ReadAsync(context);
        string[] only = parameters.Text("path") is { Length: > 0 } path ? ["--", path] : ["--"];
        var counted = await repository.RunAsync(
            context.RequestAborted, ["--literal-pathspecs", "rev-list", "--count", found.Sha, .. only]);
        page.WriteHeaders(context, int.TryParse(counted.Text, out var total) ? total : 0);
        var commits = await RepositoryJson.CommitsAsync(
            repository,
            url,
            context.RequestAborted,
            [$"--skip={page.Skip}", $"--max-count={page.Size}", found.Sha, .. only]);
        return Results.Json(commits, GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(HttpContext context, RepositoryEdits edits)
    {
        var (_, repository, url) = await edits.OpenAsync(context);
        if (await repository.ResolveAsync(context.RouteText("sha"), context.RequestAborted) is not { } found)
            throw GitLabErrors.NotFound("Commit").ToException();
        var commit = await RepositoryJson.CommitAsync(repository, url, found.Sha, context.RequestAborted);
        return Results.Json(commit, GitLabJson.Options);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, url) = await edits.OpenAsync(context);
        var parameters = await context.ParametersAsync();
        var request = new CommitRequest(
            parameters.RequiredText("branch"),
            parameters.Text("start_branch") ?? parameters.Text("start_sha"),
            parameters.RequiredText("commit_message"),
            parameters.Text("author_name"),
            parameters.Text("author_email"),
            [.. parameters.Items("actions").Select(ActionOf)]);
        if (request.Actions.Count == 0)
            throw GitLabErrors.Missing("actions").ToException();
        var sha = await edits.CommitAsync(context, project, request);
        var commit = await RepositoryJson.CommitAsync(repository, url, sha, context.RequestAborted);
        return Results.Json(commit, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> TreeAsync(HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, _) = await edits.OpenAsync(context);
        var parameters = await context.ParametersAsync();
        var name = parameters.Text("ref") ?? project.DefaultBranch;
        if (await repository.ResolveAsync(name, context.RequestAborted) is not { } found)
            throw GitLabErrors.NotFound("Tree").ToException();
        string[] deep = parameters.Flag("recursive") is true ? ["-r", "-t"] : [];
        var folder = (parameters.Text("path") ?? "").Trim('/');
        var listed = await repository.RunAsync(
            context.RequestAborted, ["ls-tree", "-z", .. deep, "--end-of-options", $"{found.Sha}:{folder}"]);
        if (listed.Code != 0)
            throw GitLabErrors.NotFound("invalid revision or path").ToException();
        var page = await Page.ReadAsync(context);
        var entries = listed.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        page.WriteHeaders(context, entries.Length);
        var shown = entries.Skip(page.Skip).Take(page.Size).Select(e => EntryOf(e, folder));
        return Results.Json(shown, GitLabJson.Options);
    }

    // mode, type and id, then a tab and the path below the folder
    private static object EntryOf(string line, string folder)
    {
        var parts = line.Split('\t', 2);
        var facts = parts[0].Split(' ');
        var path = parts[1];
        return new
        {
            Id = facts[2],
            Name = path.Split('/')[^1],
            Type = facts[1],
            Path = folder.Length == 0 ? path : $"{folder}/{path}",
            Mode = facts[0],
        };
    }

    private static FileAction ActionOf(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw GitLabErrors.Invalid("actions").ToException();
        var action = TextOf(item, "action") ?? throw GitLabErrors.Missing("actions[0][action]").ToException();
        var path = TextOf(item, "file_path") ?? throw GitLabErrors.Missing("actions[0][file_path]").ToException();
        if (!Actions.Contains(action, StringComparer.Ordinal))
            throw GitLabErrors.DoesNotHaveValue("actions[0][action]").ToException();
        var previous = TextOf(item, "previous_path");
        if (action == "move" && previous is null)
            throw GitLabErrors.Missing("actions[0][previous_path]").ToException();
        var content = FileContent.Read(TextOf(item, "content"), TextOf(item, "encoding"));
        if (content is null && action is "create" or "update")
            content = [];
        return new FileAction(action, path, action == "move" ? previous : null, content);
    }

    private static string? TextOf(JsonElement item, string member)
    {
        var isThere = item.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null;
        if (!isThere)
            return null;
        return value.Text() is { } text && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw GitLabErrors.Invalid($"actions[0][{member}]").ToException();
    }
}

/// <summary>The content of a file in a request.</summary>
internal static class FileContent
{
    /// <summary>Reads a text, or with the encoding <c>base64</c> any bytes; null stays null.</summary>
    public static byte[]? Read(string? content, string? encoding)
    {
        if (encoding is not (null or "text" or "base64"))
            throw GitLabErrors.DoesNotHaveValue("encoding").ToException();
        if (content is null || encoding != "base64")
            return content is null ? null : Encoding.UTF8.GetBytes(content);
        var bytes = new byte[content.Length];
        return Convert.TryFromBase64String(content, bytes, out var length)
            ? bytes[..length]
            : throw GitLabErrors.Invalid("content").ToException();
    }
}
