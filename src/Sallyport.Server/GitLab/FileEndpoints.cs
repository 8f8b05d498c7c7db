using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Files of a repository. Source: "Repository files API", GitLab documentation.</summary>
internal static class FileEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        const string file = "/projects/{id}/repository/files/{path}";
        api.MapGet(file, GetAsync).Requires(GitLabAccess.User);
        api.MapGet($"{file}/raw", RawAsync).Requires(GitLabAccess.User);
        api.MapPost(file, CreateAsync).Requires(GitLabAccess.Developer);
        api.MapPut(file, UpdateAsync).Requires(GitLabAccess.Developer);
        api.MapDelete(file, DeleteAsync).Requires(GitLabAccess.Developer);
    }

    private static async Task<IResult> GetAsync(HttpContext context, RepositoryEdits edits)
    {
        var (repository, reference, sha, content) = await FindAsync(context, edits);
        var path = context.RouteText("path");
        var blob = await repository.RunAsync(context.RequestAborted, "rev-parse", $"{sha}:{path}");
        var last = await repository.RunAsync(
            context.RequestAborted, "--literal-pathspecs", "rev-list", "-1", sha, "--", path);
        return Results.Json(
            new
            {
                FileName = path.Split('/')[^1],
                FilePath = path,
                Size = content.Length,
                Encoding = "base64",
                ContentSha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
                Ref = reference,
                BlobId = blob.Text.Trim(),
                CommitId = sha,
                LastCommitId = last.Text.Trim(),
                ExecuteFilemode = false,
                Content = Convert.ToBase64String(content),
            },
            GitLabJson.Options);
    }

    private static async Task<IResult> RawAsync(HttpContext context, RepositoryEdits edits)
    {
        var (_, _, _, content) = await FindAsync(context, edits);
        return Results.Bytes(content, "text/plain; charset=utf-8");
    }

    private static Task<IResult> CreateAsync(HttpContext context, RepositoryEdits edits) =>
        ChangeAsync(context, edits, "create");

    private static Task<IResult> UpdateAsync(HttpContext context, RepositoryEdits edits) =>
        ChangeAsync(context, edits, "update");

    private static Task<IResult> DeleteAsync(HttpContext context, RepositoryEdits edits) =>
        ChangeAsync(context, edits, "delete");

    private static async Task<IResult> ChangeAsync(HttpContext context, RepositoryEdits edits, string action)
    {
        var (project, _, _) = await edits.OpenAsync(context);
        var parameters = await context.ParametersAsync();
        var path = context.RouteText("path");
        var branch = parameters.RequiredText("branch");
        var message = parameters.RequiredText("commit_message");
        var content = FileContent.Read(parameters.Text("content"), parameters.Text("encoding"));
        if (content is null && action != "delete")
            throw GitLabErrors.Missing("content").ToException();
        var request = new CommitRequest(
            branch,
            parameters.Text("start_branch"),
            message,
            parameters.Text("author_name"),
            parameters.Text("author_email"),
            [new FileAction(action, path, null, content)]);
        await edits.CommitAsync(context, project, request);
        if (action == "delete")
            return Results.NoContent();
        var status = action == "create" ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return Results.Json(new { FilePath = path, Branch = branch }, GitLabJson.Options, statusCode: status);
    }

    private static async Task<(BareRepository Repository, string Ref, string Sha, byte[] Content)> FindAsync(
        HttpContext context, RepositoryEdits edits)
    {
        var (project, repository, _) = await edits.OpenAsync(context);
        var given = (await context.ParametersAsync()).Text("ref");
        var name = given is null or "HEAD" ? project.DefaultBranch : given;
        if (await repository.ResolveAsync(name, context.RequestAborted) is not { } found)
            throw GitLabErrors.NotFound("Commit").ToException();
        var content = await repository.ReadAsync(found.Sha, context.RouteText("path"), context.RequestAborted);
        return (repository, name, found.Sha, content ?? throw GitLabErrors.NotFound("File").ToException());
    }
}
