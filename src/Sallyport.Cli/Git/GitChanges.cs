using Sallyport.Cli.Output;

namespace Sallyport.Cli.Git;

/// <summary>What a commit changed, and a commit of what is not committed yet.</summary>
internal sealed class GitChanges(GitProgram git)
{
    /// <summary>The commit before this one, or null for the first.</summary>
    public Task<string?> ParentAsync(string sha, CancellationToken cancel) => CommitAsync($"{sha}^", cancel);

    /// <summary>The commit at which two branches parted; null when they share none, or a ref is unknown.</summary>
    public async Task<string?> MergeBaseAsync(string reference, string sha, CancellationToken cancel)
    {
        var other = await CommitAsync($"refs/remotes/origin/{reference}", cancel)
            ?? await CommitAsync($"refs/heads/{reference}", cancel)
            ?? await CommitAsync(reference, cancel);
        return other is null ? null : await LineAsync(cancel, "merge-base", other, sha);
    }

    /// <summary>The files that differ between two commits, by their paths from the repository's root.</summary>
    public async Task<IReadOnlyList<string>> BetweenAsync(string from, string to, CancellationToken cancel)
    {
        var (_, output, _) = await git.RunAsync(
            cancel, "diff-tree", "-r", "-z", "--no-renames", "--name-only", "--no-ext-diff", from, to);
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The message of an annotated tag; null for any other tag.</summary>
    public async Task<string?> TagMessageAsync(string tag, CancellationToken cancel)
    {
        var text = await LineAsync(
            cancel, "for-each-ref", "--format=%(objecttype)%00%(contents)", "--", $"refs/tags/{tag}");
        return text?.Split('\0', 2) is ["tag", var message] ? message : null;
    }

    /// <summary>
    /// A commit of the working tree as it is now, also of files that were never added, on top of another. Neither the
    /// index nor any branch changes; the commit stays until git cleans up.
    /// </summary>
    public async Task<string> OfWorkingTreeAsync(string parent, CancellationToken cancel)
    {
        var index = Path.GetTempFileName();
        try
        {
            File.Delete(index); // git makes it
            var variables = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["GIT_INDEX_FILE"] = index,
                ["GIT_AUTHOR_NAME"] = "sallyport",
                ["GIT_AUTHOR_EMAIL"] = "working-tree@sallyport.invalid",
                ["GIT_COMMITTER_NAME"] = "sallyport",
                ["GIT_COMMITTER_EMAIL"] = "working-tree@sallyport.invalid",
            };
            await RequireAsync(variables, cancel, "read-tree", parent);
            await RequireAsync(variables, cancel, "add", "--all", "--", ":/");
            var tree = await RequireAsync(variables, cancel, "write-tree");
            return await RequireAsync(
                variables, cancel, "commit-tree", "-m", "The working tree, not committed yet", "-p", parent, tree);
        }
        finally
        {
            File.Delete(index);
        }
    }

    private async Task<string> RequireAsync(
        Dictionary<string, string> variables, CancellationToken cancel, params string[] arguments)
    {
        var (code, output, error) = await git.RunAsync(variables, cancel, arguments);
        if (code == 0)
            return output.TrimEnd('\n');
        throw new CommandFailedException(
            ExitCodes.Failed, $"git cannot read the working tree ({arguments[0]}): {error.Trim()}");
    }

    private Task<string?> CommitAsync(string name, CancellationToken cancel) =>
        LineAsync(cancel, "rev-parse", "--quiet", "--verify", "--end-of-options", name + "^{commit}");

    private async Task<string?> LineAsync(CancellationToken cancel, params string[] arguments)
    {
        var (code, output, _) = await git.RunAsync(cancel, arguments);
        return code == 0 ? output.TrimEnd('\n') : null;
    }
}
