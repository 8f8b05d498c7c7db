using System.Globalization;
using System.Text;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.Git;

/// <summary>A bare repository of the instance, read and written with git itself.</summary>
/// <param name="folder">The folder.</param>
internal sealed class BareRepository(string folder)
{
    private const int MaximumOutput = 32 * 1024 * 1024;

    /// <summary>Where it lies.</summary>
    public string Folder => folder;

    /// <summary>Runs git and returns what it says, whatever its exit code.</summary>
    public Task<GitOutput> RunAsync(CancellationToken cancel, params string[] arguments) =>
        RunAsync(arguments, default, null, cancel);

    /// <summary>The same, with an input and further variables. Refused for now when the disk is full.</summary>
    public async Task<GitOutput> RunAsync(
        IEnumerable<string> arguments,
        ReadOnlyMemory<byte> input,
        IReadOnlyDictionary<string, string>? variables,
        CancellationToken cancel)
    {
        using var git = GitProcess.Start(folder, arguments, variables);
        var output = await git.FinishAsync(input, MaximumOutput, cancel);
        if (output.LacksRoom)
            throw (GitLabErrors.Unavailable with { LogDetail = $"git failed: {output.Error}" }).ToException();
        return output;
    }

    /// <summary>The branches and tags by their full names, each with what it names: a tag may name no commit.</summary>
    public async Task<Dictionary<string, string>> RefsAsync(CancellationToken cancel)
    {
        var output = await RunAsync(
            cancel, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags");
        return output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    /// <summary>The commit that a full name of a ref or an id of a commit stands for, or null.</summary>
    public async Task<string?> CommitAsync(string name, CancellationToken cancel)
    {
        var output = await RunAsync(
            cancel, "rev-parse", "--quiet", "--verify", "--end-of-options", name + "^{commit}");
        return output.Code == 0 ? output.Text.TrimEnd('\n') : null;
    }

    /// <summary>The commit of a branch or tag by its short name, or of the id of a commit; null without any.</summary>
    public async Task<(Ref? Ref, string Sha)?> ResolveAsync(string name, CancellationToken cancel)
    {
        if (Ref.IsName(name))
            foreach (var type in (RefType[])[RefType.Branch, RefType.Tag])
                if (await CommitAsync(new Ref(type, name).Path, cancel) is { } sha)
                    return (new Ref(type, name), sha);
        var isId = name.Length is >= 7 and <= 64 && name.All(char.IsAsciiHexDigit);
        return isId && await CommitAsync(name, cancel) is { } found ? (null, found) : null;
    }

    /// <summary>The content of a file of a commit, or null when it has none there.</summary>
    public async Task<byte[]?> ReadAsync(string sha, string path, CancellationToken cancel)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            return null;
        var output = await RunAsync(cancel, "cat-file", "blob", $"{sha}:{path}");
        return output.Code == 0 ? output.Output : null;
    }

    /// <summary>The paths of the files of a commit.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string sha, CancellationToken cancel)
    {
        var output = await RunAsync(cancel, "ls-tree", "-r", "-z", "--name-only", "--full-tree", sha);
        return output.Code == 0 ? output.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>The files that differ between two commits, or null when one of them does not exist.</summary>
    /// <param name="from">The earlier one.</param>
    /// <param name="to">The later one.</param>
    /// <param name="sinceFork">Whether to compare with where the two histories parted.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<string>?> ChangedAsync(
        string from, string to, bool sinceFork, CancellationToken cancel)
    {
        var range = from + (sinceFork ? "..." : "..") + to;
        var output = await RunAsync(
            cancel, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", range, "--");
        return output.Code == 0 ? output.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    /// <summary>What a commit says of itself.</summary>
    public async Task<Commit> DescribeAsync(string sha, CancellationToken cancel)
    {
        var output = await RunAsync(cancel, "show", "--no-patch", "--format=%an <%ae>%x00%cI%x00%B", sha);
        var parts = output.Text.Split('\0', 3);
        var isTime = DateTimeOffset.TryParse(
            parts.ElementAtOrDefault(1), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        var message = parts.ElementAtOrDefault(2)?.TrimEnd('\n') ?? "";
        return new Commit(sha, message.Replace("\0", "", StringComparison.Ordinal), parts[0], isTime ? time : null);
    }

    /// <summary>The message of an annotated tag; null for any other.</summary>
    public async Task<string?> TagMessageAsync(string name, CancellationToken cancel)
    {
        var output = await RunAsync(
            cancel, "for-each-ref", "--format=%(objecttype)%00%(contents)", "refs/tags/" + name);
        var parts = output.Text.Split('\0', 2);
        return parts is ["tag", var message] ? message.TrimEnd('\n') : null;
    }

    /// <summary>Sets a ref, whatever it was.</summary>
    public async Task SetAsync(string name, string sha, CancellationToken cancel) =>
        await RunAsync(cancel, "update-ref", name, sha);

    /// <summary>Removes a ref, if there is one.</summary>
    public Task DeleteAsync(string name, CancellationToken cancel) => RunAsync(cancel, "update-ref", "-d", name);

    /// <summary>Changes a ref if it still is what it was; false if not. An empty text stands for no ref.</summary>
    public async Task<bool> SwapAsync(string name, string sha, string before, CancellationToken cancel)
    {
        var old = before.Length == 0 ? new string('0', sha.Length) : before;
        string[] command = sha.Length == 0 ? ["update-ref", "-d", name, before] : ["update-ref", name, sha, old];
        return (await RunAsync(cancel, command)).Code == 0;
    }

    /// <summary>Lets <c>HEAD</c> name the default branch, which a clone checks out.</summary>
    public async Task SetHeadAsync(string branch, CancellationToken cancel)
    {
        var wanted = $"ref: refs/heads/{branch}\n";
        if (await File.ReadAllTextAsync(Path.Combine(folder, "HEAD"), Encoding.UTF8, cancel) != wanted)
            await RunAsync(cancel, "symbolic-ref", "HEAD", "refs/heads/" + branch);
    }

    /// <summary>How many bytes its files have.</summary>
    public long Size() => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(LengthOf);

    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // git has removed it meanwhile, or its name is no text
        }
    }
}
