using System.Text;

namespace Sallyport.Runner;

/// <summary>
/// Finds the files that a job leaves: below the project's folder and nowhere else. Links are not followed and not
/// taken, since they may lead out of it; neither is Git's own folder. Source: <c>commands/helpers/file_archiver.go</c>,
/// gitlab-runner.
/// </summary>
internal sealed class ArtifactFinder(JobResponse job, JobFolders folders, JobLog log)
{
    private const int MaximumFiles = 100_000;

    // Regular files alone: a pipe would be waited for.
    private static readonly string[] Everything =
        ["find", ".", "-path", "./.git", "-prune", "-o", "-type", "f", "-print0"];

    private static readonly string[] Untracked = ["git", "ls-files", "--others", "-z"];

    /// <summary>The files of an entry, relative to the project's folder, in order.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(JobArtifact artifact, CancellationToken cancel)
    {
        if (!folders.HasOwnProject())
            throw new IOException("the job has put a link in the place of its project's folder");
        Directory.CreateDirectory(folders.Project); // the script may have removed it
        var all = (await ListAsync(Everything, cancel)).Select(f => f[2..]).ToList();
        if (all.Count > MaximumFiles)
            throw new IOException($"the project's folder has more than {MaximumFiles} files");
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var written in artifact.Paths ?? [])
            await AddAsync(written, all, found);
        if (artifact.Untracked)
            found.UnionWith((await ListAsync(Untracked, cancel)).Intersect(all, StringComparer.Ordinal));
        var excluded = (artifact.Exclude ?? []).Select(e => new PathPattern(Relative(e) ?? e, false)).ToList();
        var kept = found.Where(f => !excluded.Exists(e => e.Fits(f))).ToList();
        if (kept.Count < found.Count)
            await log.LineAsync($"Excluded {found.Count - kept.Count} files");
        return kept;
    }

    private async Task AddAsync(string written, List<string> all, SortedSet<string> found)
    {
        var path = ProcessEnvironment.Expand(written, job.Variables);
        if (Relative(path) is not { } relative)
        {
            await log.WarnAsync($"WARNING: {path}: artifact path is not a subpath of project directory");
            return;
        }
        var pattern = new PathPattern(relative, takesContents: true);
        var fitting = relative.Length == 0 ? all : all.Where(pattern.Fits).ToList();
        if (fitting.Count == 0)
        {
            await log.WarnAsync(
                $"WARNING: {path}: no matching files. Ensure that the artifact path is relative to the working "
                + $"directory ({folders.Project})");
            return;
        }
        await log.LineAsync($"{path}: found {fitting.Count} matching artifact files and directories");
        found.UnionWith(fitting);
    }

    // Null for a path that leads out of the project's folder. "." is the folder itself.
    private string? Relative(string path)
    {
        var isInside = path.StartsWith(folders.Project + "/", StringComparison.Ordinal);
        var relative = isInside ? path[(folders.Project.Length + 1)..] : path;
        if (relative.StartsWith('/'))
            return null;
        var parts = new List<string>();
        foreach (var part in relative.Split('/').Where(p => p is not ("" or ".")))
        {
            if (part != "..")
                parts.Add(part);
            else if (parts.Count == 0)
                return null;
            else
                parts.RemoveAt(parts.Count - 1);
        }
        return string.Join('/', parts);
    }

    // What cannot be read is told in the log and left out.
    private async Task<string[]> ListAsync(string[] command, CancellationToken cancel)
    {
        using var listed = new MemoryStream();
        Task Keep(ReadOnlyMemory<byte> piece)
        {
            listed.Write(piece.Span);
            return Task.CompletedTask;
        }
        var environment = Checkout.GitEnvironment(folders, []);
        using var process = ProcessGroup.Start(command, folders.Project, environment, folders.Root);
        await process.WaitAsync(Keep, TimeSpan.Zero, cancel, errors: log.WriteAsync);
        cancel.ThrowIfCancellationRequested();
        return Encoding.UTF8.GetString(listed.ToArray()).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}
