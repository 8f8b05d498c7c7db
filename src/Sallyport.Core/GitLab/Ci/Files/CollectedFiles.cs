using System.Globalization;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Files that somebody collected who can reach them, by the text forms of their names. Whatever is not among them is
/// out of reach; a local one does not exist.
/// </summary>
/// <param name="texts">
/// The texts. Beside a component's, the commit stands under its name with <c>#sha</c>, and the version with
/// <c>#version</c>. Of a file that GitLab could not read either, the outcome stands there with <c>#missing</c>.
/// </param>
public sealed class CollectedFiles(IReadOnlyDictionary<string, string> texts) : ICiFiles
{
    private const string Sha = "#sha";
    private const string Version = "#version";
    private const string Missing = "#missing";

    /// <summary>
    /// Adds what is known of a file to those that are collected; nothing of one that is out of reach, and of a local
    /// one that does not exist.
    /// </summary>
    public static void Add(IDictionary<string, string> texts, CiFile file, CiFileReading reading)
    {
        if (reading.Text is null)
        {
            if (file.Kind != CiFileKind.Local && reading.Outcome != CiFileOutcome.OutOfReach)
                texts[file + Missing] = $"{reading.Outcome} {reading.Status}";
            return;
        }
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
            return Task.FromResult(ReadMissing(key));
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

    private CiFileReading ReadMissing(string key)
    {
        var parts = texts.GetValueOrDefault(key + Missing)?.Split(' ', 2) ?? [];
        if (parts.Length < 2 || !Enum.TryParse<CiFileOutcome>(parts[0], out var outcome) || !Enum.IsDefined(outcome))
            return CiFileReading.OutOfReach;
        if (outcome == CiFileOutcome.Found)
            return CiFileReading.OutOfReach;
        var hasStatus = int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status);
        return new CiFileReading(outcome) { Status = hasStatus ? status : null };
    }

    private static string PrefixOf(CiRepository repository) => $"project://{repository.Project}//";
}
