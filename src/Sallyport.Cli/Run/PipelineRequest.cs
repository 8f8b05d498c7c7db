using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sallyport.Cli.Git;
using Sallyport.Cli.Output;
using Sallyport.Cli.RealGitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Run;

/// <summary>What the server is told of a commit to make a pipeline of it: it has no repository of its own.</summary>
/// <param name="command">The command line.</param>
/// <param name="repository">The repository.</param>
/// <param name="at">The branch or tag, and the commit to run.</param>
/// <param name="place">The project and its instance.</param>
internal sealed partial class PipelineRequest(
    ParseResult command, GitRepository repository, GitRef at, ProjectPlace place)
{
    /// <summary>Collects files and facts, as the body of our own route.</summary>
    /// <exception cref="CommandFailedException">The commit has no CI file, or an option cannot be followed.</exception>
    public async Task<JsonObject> ReadAsync(CancellationToken cancel)
    {
        var variables = await GivenVariables.ReadAsync(command, cancel);
        var files = await ReadFilesAsync(variables, cancel);
        var config = files[Document.DefaultPath];
        var (message, author, timestamp) = await repository.DescribeAsync(at.Sha, cancel);
        var request = new JsonObject
        {
            ["ref"] = at.Name,
            ["ref_type"] = at.IsTag ? "tag" : "branch",
            ["sha"] = at.Sha,
            ["commit_message"] = message,
            ["commit_author"] = author,
            ["commit_timestamp"] = timestamp,
            ["config"] = config,
            ["included"] = new JsonObject(
                files.Where(f => f.Key != Document.DefaultPath)
                    .Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
            ["jobs"] = new JsonArray([.. command.GetValue(RunOptions.Jobs)!.Select(j => (JsonNode)j)]),
            ["source"] = RunOptions.SourceOf(command),
            ["variables"] = variables,
            ["inputs"] = GivenVariables.Inputs(command),
            ["manual"] = command.GetValue(RunOptions.Manual),
            ["schedule_description"] = command.GetValue(RunOptions.Schedule),
        };
        if (files.Values.Any(t => t.Contains("exists", StringComparison.Ordinal)))
            request["paths"] = Texts(await repository.ListAsync(at.Sha, cancel));
        if (files.Values.Any(t => t.Contains("changes", StringComparison.Ordinal)))
            await AddChangesAsync(request, files.Values, cancel);
        if (at.IsTag)
            request["tag_message"] = await repository.Changes.TagMessageAsync(at.Name, cancel);
        return request;
    }

    private async Task<Dictionary<string, string>> ReadFilesAsync(JsonArray variables, CancellationToken cancel)
    {
        using var sources = new IncludeSources(command, place.Remote, place.Instance, cancel);
        var files = new CommitFiles(repository, at.Sha, sources.Files, cancel);
        var known = place.IncludeVariables(at, RunOptions.SourceOf(command))
            .Concat(variables.Select(v => new IncludeVariable((string)v!["key"]!, (string)v["value"]!)));
        var collecting = new PipelineFiles(files, [.. known]);
        if (!await collecting.CollectAsync())
        {
            throw new CommandFailedException(
                ExitCodes.Usage, $"the commit {at.Sha[..8]} of '{at.Name}' has no {Document.DefaultPath}; commit one");
        }
        sources.Tell(collecting.Unread);
        return files.Texts;
    }

    // A new branch has nothing before it, a tag and a schedule neither.
    private async Task AddChangesAsync(JsonObject request, IEnumerable<string> texts, CancellationToken cancel)
    {
        var changes = repository.Changes;
        if (await BaseAsync(changes, cancel) is { } from)
        {
            request["changed"] = Texts(await changes.BetweenAsync(from, at.Sha, cancel));
            request["compared_with"] = $"the commit {from[..8]}";
            request["before_sha"] = from;
        }
        var since = new JsonObject();
        var references = texts.SelectMany(t => CompareTo().Matches(t)).Select(m => m.Groups["ref"].Value).Distinct();
        foreach (var reference in references)
            if (await changes.MergeBaseAsync(reference.Replace("refs/heads/", ""), at.Sha, cancel) is { } parted)
                since[reference] = Texts(await changes.BetweenAsync(parted, at.Sha, cancel));
        request["changed_since"] = since;
    }

    private async Task<string?> BaseAsync(GitChanges changes, CancellationToken cancel)
    {
        if (command.GetValue(RunOptions.ChangesSince) is { } since)
        {
            return await changes.MergeBaseAsync(since, at.Sha, cancel)
                ?? throw new CommandFailedException(
                    ExitCodes.Usage, $"--changes-since: '{since}' names no commit that this one goes back to");
        }
        if (command.GetValue(RunOptions.MergeRequest) is not null)
            return await changes.MergeBaseAsync(place.TargetOf(command), at.Sha, cancel);
        var isPush = RunOptions.SourceOf(command) == "push" && !at.IsTag;
        return isPush ? await changes.ParentAsync(at.Sha, cancel) : null;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];

    [GeneratedRegex(
        @"compare_to:\s*[""']?(?<ref>[^\s""'#,}]+)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CompareTo();
}
