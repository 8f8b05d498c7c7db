namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Files that somebody collected who can reach them, by the text forms of their names. Whatever is not among them is
/// out of reach; a local one does not exist.
/// </summary>
/// <param name="texts">
/// The texts. Beside a component's, the commit stands under its name with <c>#sha</c>, the version with <c>#version</c>.
/// </param>
public sealed class CollectedFiles(IReadOnlyDictionary<string, string> texts) : ICiFiles
{
    private const string Sha = "#sha";
    private const string Version = "#version";

    /// <summary>Adds a file that was found to those that are collected.</summary>
    public static void Add(IDictionary<string, string> texts, CiFile file, CiFileReading reading)
    {
        if (reading.Text is null)
            return;
        texts[file.ToString()] = reading.Text;
        if (reading.Sha is { } sha)
            texts[file + Sha] = sha;
        if (reading.Version is { } version)
            texts[file + Version] = version;
    }

    public Task<CiFileReading> ReadAsync(CiFile file)
    {
        var key = file.ToString();
        var text = texts.GetValueOrDefault(key);
        if (text is null && file.Kind != CiFileKind.Local)
            return Task.FromResult(CiFileReading.OutOfReach);
        return Task.FromResult(CiFileReading.Of(text) with
        {
            Sha = texts.GetValueOrDefault(key + Sha),
            Version = texts.GetValueOrDefault(key + Version),
        });
    }

    public Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository)
    {
        var before = repository is null ? "" : PrefixOf(repository);
        var after = repository is null ? "" : "@" + Uri.EscapeDataString(repository.Ref);
        bool IsOfRepository(string key) => repository is null
            ? !key.Contains("://", StringComparison.Ordinal)
            : key.StartsWith(before, StringComparison.Ordinal) && key.EndsWith(after, StringComparison.Ordinal);
        var paths = texts.Keys.Where(IsOfRepository).Select(k => k[before.Length..^after.Length]).ToList();
        var isUnknown = repository is not null && paths.Count == 0;
        return Task.FromResult<IReadOnlyList<string>?>(isUnknown ? null : paths);
    }

    private static string PrefixOf(CiRepository repository) => $"project://{repository.Project}//";
}
