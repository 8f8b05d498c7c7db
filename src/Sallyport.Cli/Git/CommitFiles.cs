using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Git;

/// <summary>
/// The files that a CI file of a commit is made of: those of the commit, and those from elsewhere that a folder has. The
/// files that were found are kept.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="sha">The commit.</param>
/// <param name="elsewhere">The folder with files from elsewhere, or null.</param>
/// <param name="cancel">Cancels.</param>
internal sealed class CommitFiles(
    GitRepository repository, string sha, IncludeFolder? elsewhere, CancellationToken cancel) : ICiFiles
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
            : ReadElsewhere(file);
        CollectedFiles.Add(Texts, file, reading);
        return reading;
    }

    public async Task<IReadOnlyList<string>?> ListAsync(CiRepository? of) =>
        of is null ? await repository.ListAsync(sha, cancel) : elsewhere?.List(of);

    private Task<string?> ReadLocalAsync(string path)
    {
        asked.Add(path);
        return repository.ReadAsync(sha, path, cancel);
    }

    private CiFileReading ReadElsewhere(CiFile file) =>
        elsewhere?.Read(file) is { } text ? CiFileReading.Of(text) : CiFileReading.OutOfReach;
}
