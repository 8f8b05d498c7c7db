using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Git;

/// <summary>
/// The files of a commit, for the reader of its CI file. What lies elsewhere is out of reach. The files that were found
/// are kept.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="sha">The commit.</param>
/// <param name="cancel">Cancels.</param>
internal sealed class CommitFiles(GitRepository repository, string sha, CancellationToken cancel) : ICiFiles
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <summary>The texts of the files that were found, by the text forms of their names.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the reader asked for a file of the commit.</summary>
    public bool Asked(string path) => asked.Contains(path);

    public async Task<CiFileReading> ReadAsync(CiFile file)
    {
        if (file.Kind != CiFileKind.Local)
            return CiFileReading.OutOfReach;
        asked.Add(file.Location);
        var reading = CiFileReading.Of(await repository.ReadAsync(sha, file.Location, cancel));
        CollectedFiles.Add(Texts, file, reading);
        return reading;
    }

    public async Task<IReadOnlyList<string>?> ListAsync(CiRepository? of) =>
        of is null ? await repository.ListAsync(sha, cancel) : null;
}
