using Sallyport.Cli.Output;

namespace Sallyport.Cli.Git;

/// <summary>A ref of the repository and the commit that it names.</summary>
/// <param name="Name">The branch's or tag's name.</param>
/// <param name="IsTag">Whether it is a tag.</param>
/// <param name="Sha">The commit.</param>
/// <param name="IsCheckedOut">Whether it is the commit that the working tree was checked out from.</param>
internal sealed record GitRef(string Name, bool IsTag, string Sha, bool IsCheckedOut)
{
    /// <summary><c>branch main</c> or <c>tag v1</c>.</summary>
    public override string ToString() => $"{(IsTag ? "tag" : "branch")} {Name}";
}

/// <summary>The git repository around the current folder, read with git itself.</summary>
internal sealed class GitRepository
{
    // Git would start another one in each submodule, by the submodule's configuration.
    private const string Shallow = "--ignore-submodules=dirty";

    private readonly GitProgram git;

    private GitRepository(string root, GitProgram git)
    {
        Root = root;
        this.git = git;
    }

    /// <summary>What its commits changed.</summary>
    public GitChanges Changes => new(git);

    /// <summary>The top folder of the working tree.</summary>
    public string Root { get; }

    /// <summary>The repository around the current folder.</summary>
    public static async Task<GitRepository> FindAsync(CancellationToken cancel)
    {
        var here = Directory.GetCurrentDirectory();
        var git = await GitProgram.InAsync(here, cancel);
        var (code, output, error) = await git.RunAsync(cancel, "rev-parse", "--show-toplevel");
        if (code == 0)
        {
            var root = output.TrimEnd('\n');
            return new GitRepository(root, await GitProgram.InAsync(root, cancel));
        }
        throw Refused(error.Contains("dubious ownership", StringComparison.Ordinal)
            ? $"git does not read the repository around {here}, because another user owns it; if you trust whoever can "
                + "write it: `git config --global --add safe.directory FOLDER`, with the folder that holds .git"
            : $"{here} is not in a git repository; change to the project's folder, or start one with `git init`");
    }

    /// <summary>The ref to run on: the one that is named, else the branch that is checked out.</summary>
    public async Task<GitRef> ResolveAsync(string? branch, string? tag, CancellationToken cancel)
    {
        var head = await CommitAsync("HEAD", cancel);
        if (tag is not null)
        {
            if (await CommitAsync($"refs/tags/{tag}", cancel) is not { } tagged)
                throw Refused($"there is no tag '{tag}'; create it with `git tag {ShellText.Quote(tag)}`");
            return new GitRef(tag, IsTag: true, tagged, tagged == head);
        }
        var current = await LineAsync(cancel, "symbolic-ref", "--quiet", "--short", "HEAD");
        var name = branch ?? current
            ?? throw Refused(
                "HEAD is detached, so there is no branch to run on; name one with --ref, or a tag with --tag");
        var sha = await CommitAsync($"refs/heads/{name}", cancel) ?? await PushedAsync(name, cancel);
        if (sha is not null)
            return new GitRef(name, IsTag: false, sha, sha == head);
        throw Refused(branch is null
            ? $"the branch '{name}' has no commit yet; commit the project first"
            : $"there is no branch '{name}'; for a tag use --tag");
    }

    /// <summary>A file of a commit, or null when it has none.</summary>
    public async Task<string?> ReadAsync(string sha, string path, CancellationToken cancel)
    {
        var (code, output, _) = await git.RunAsync(cancel, "cat-file", "blob", $"{sha}:{path}");
        return code == 0 ? output : null;
    }

    /// <summary>The paths of the files of a commit.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string sha, CancellationToken cancel)
    {
        var (code, output, _) = await git.RunAsync(cancel, "ls-tree", "-r", "-z", "--name-only", "--full-tree", sha);
        return code == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>The files in which the working tree differs from the commit that is checked out.</summary>
    public async Task<IReadOnlyList<string>> ChangedAsync(CancellationToken cancel)
    {
        var (_, output, _) = await git.RunAsync(cancel, "status", "--porcelain", "-z", "--no-renames", Shallow);
        var entries = output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return entries.Select(e => e.Length > 3 ? e[3..] : e).ToList(); // two letters and a space stand in front
    }

    /// <summary>
    /// Where the branch of <c>origin</c> was when it was last fetched or pushed; null when it was never seen.
    /// </summary>
    public Task<string?> PushedAsync(string branch, CancellationToken cancel) =>
        CommitAsync($"refs/remotes/origin/{branch}", cancel);

    /// <summary>The URL of the remote: <c>origin</c>, or the only one there is; null without one.</summary>
    public async Task<string?> RemoteAsync(CancellationToken cancel)
    {
        var (_, output, _) = await git.RunAsync(cancel, "remote");
        var names = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var hasOrigin = names.Contains("origin", StringComparer.Ordinal);
        if (!hasOrigin && names.Length != 1)
            return null;
        return await LineAsync(cancel, "remote", "get-url", hasOrigin ? "origin" : names[0]);
    }

    /// <summary>The default branch of <c>origin</c>, as the clone has noted it; null if it has not.</summary>
    public async Task<string?> DefaultBranchAsync(CancellationToken cancel)
    {
        const string origin = "origin/";
        var name = await LineAsync(cancel, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD");
        return name?.StartsWith(origin, StringComparison.Ordinal) == true ? name[origin.Length..] : null;
    }

    /// <summary>Message, author and time of a commit.</summary>
    public async Task<(string Message, string Author, string Timestamp)> DescribeAsync(
        string sha, CancellationToken cancel)
    {
        var (_, output, _) = await git.RunAsync(cancel, "show", "--no-patch", "--format=%an <%ae>%x00%cI%x00%B", sha);
        var parts = output.Split('\0', 3);
        return (parts[2].TrimEnd('\n'), parts[0], parts[1]);
    }

    private async Task<string?> CommitAsync(string name, CancellationToken cancel) =>
        await LineAsync(cancel, "rev-parse", "--quiet", "--verify", "--end-of-options", name + "^{commit}");

    private async Task<string?> LineAsync(CancellationToken cancel, params string[] arguments)
    {
        var (code, output, _) = await git.RunAsync(cancel, arguments);
        return code == 0 ? output.TrimEnd('\n') : null;
    }

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
