using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Git;

/// <summary>
/// The files that a CI file of a commit is made of: those of the commit, and those that lie elsewhere as far as a
/// source has them. What is known of the files is kept.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="sha">The commit.</param>
/// <param name="elsewhere">The sources of files from elsewhere; the first that knows a file decides.</param>
/// <param name="cancel">Cancels.</param>
internal sealed class CommitFiles(
    GitRepository repository, string sha, IReadOnlyList<ICiFiles> elsewhere, CancellationToken cancel) : ICiFiles
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <summary>The texts of the files that were found, by the text forms of their names.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the reader asked for a file of the commit.</summary>
    public bool Asked(string path) => asked.Contains(path);

    public async Task<CiFileReading> ReadAsync(CiFile file)
    {
        var reading = file.Kind == CiFileKind.Local
            ? CiFileReading.Of(await ReadLocalAsync(file.Location))
            : await ReadElsewhereAsync(file);
        CollectedFiles.Add(Texts, file, reading);
        return reading;
    }

    public async Task<IReadOnlyList<string>?> ListAsync(CiRepository? of)
    {
        if (of is null)
            return await repository.ListAsync(sha, cancel);
        foreach (var source in elsewhere)
            if (await source.ListAsync(of) is { } paths)
                return paths;
        return null;
    }

    private Task<string?> ReadLocalAsync(string path)
    {
        asked.Add(path);
        return repository.ReadAsync(sha, path, cancel);
    }

    private async Task<CiFileReading> ReadElsewhereAsync(CiFile file)
    {
        foreach (var source in elsewhere)
            if (await source.ReadAsync(file) is { Outcome: not CiFileOutcome.OutOfReach } reading)
                return reading;
        return CiFileReading.OutOfReach;
    }
}
