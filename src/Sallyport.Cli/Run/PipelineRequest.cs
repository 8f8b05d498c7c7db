using System.Text.Json.Nodes;
using Sallyport.Cli.Git;
using Sallyport.Cli.Output;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Run;

/// <summary>What the server is told of a commit to make a pipeline of it: it has no repository of its own.</summary>
internal static class PipelineRequest
{
    /// <summary>
    /// Collects the commit's CI file, the files that this one includes, and the commit's facts.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="at">The branch or tag.</param>
    /// <param name="jobs">The jobs to run, or none for all.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="CommandFailedException">The commit has no CI file.</exception>
    public static async Task<JsonObject> ReadAsync(
        GitRepository repository, GitRef at, IReadOnlyList<string> jobs, CancellationToken cancel)
    {
        var files = await ReadFilesAsync(repository, at, cancel);
        if (!files.Remove(Document.DefaultPath, out var config))
            throw new CommandFailedException(
                ExitCodes.Usage, $"the commit {at.Sha[..8]} of '{at.Name}' has no {Document.DefaultPath}; commit one");
        var (message, author, timestamp) = await repository.DescribeAsync(at.Sha, cancel);
        return new JsonObject
        {
            ["ref"] = at.Name,
            ["ref_type"] = at.IsTag ? "tag" : "branch",
            ["sha"] = at.Sha,
            ["commit_message"] = message,
            ["commit_author"] = author,
            ["commit_timestamp"] = timestamp,
            ["config"] = config,
            ["included"] = new JsonObject(files.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
            ["jobs"] = new JsonArray([.. jobs.Select(j => (JsonNode)j)]),
        };
    }

    // The reader that the server uses asks for what it needs. What is wrong with the files, the server says.
    private static async Task<Dictionary<string, string>> ReadFilesAsync(
        GitRepository repository, GitRef at, CancellationToken cancel)
    {
        var files = new CommitFiles(repository, at.Sha, cancel);
        await Document.LoadAsync(Document.DefaultPath, files);
        return files.Texts;
    }
}
