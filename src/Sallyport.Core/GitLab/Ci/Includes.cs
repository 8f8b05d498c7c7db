namespace Sallyport.Core.GitLab.Ci;

/// <summary>Reads a file of the repository at the pipeline's commit.</summary>
/// <param name="path">The path from the repository's root, without a leading slash.</param>
/// <returns>The text; null when there is no such file, or when it is out of reach.</returns>
public delegate Task<string?> ReadFile(string path);

/// <summary>
/// A CI file with the local files that it includes, merged as GitLab does: what includes wins over what is included,
/// and a later file over an earlier one. Source: "Use CI/CD configuration from other files", GitLab documentation.
/// </summary>
internal sealed class Includes(Place root, ReadFile read)
{
    private const int MaximumFiles = 150; // GitLab's own

    private readonly List<string> unread = [];
    private int files;

    /// <summary>
    /// The includes that cannot be read from here: those of other projects, templates, components, patterns.
    /// </summary>
    public IReadOnlyList<string> Unread => unread;

    /// <summary>Reads the file that a pipeline begins with; null when there is none.</summary>
    public async Task<YamlMap?> ReadAsync(string path) =>
        await read(path) is { } text ? await MergeAsync(text, file: null) : null;

    private async Task<YamlMap> MergeAsync(string text, string? file)
    {
        files++;
        if (YamlReader.Read(text, file, root) is not { } own)
            return YamlMap.Empty(new Position(file, 1));
        if (own.Find("include") is not { } include)
            return own;
        var merged = YamlMap.Empty(own.At);
        foreach (var item in include.Value is YamlList list ? list.Items : [include.Value])
            if (await ReadItemAsync(item) is { } included)
                merged = merged.Merge(included);
            else
                AddUnread(include, item);
        return merged.Merge(own);
    }

    private async Task<YamlMap?> ReadItemAsync(YamlNode item)
    {
        if (files >= MaximumFiles || LocalOf(item) is not { } path)
            return null;
        return await read(path) is { } text ? await MergeAsync(text, path) : null;
    }

    private void AddUnread(YamlEntry include, YamlNode item)
    {
        unread.Add(Describe(item));
        root.UnsupportedKeyword(include);
    }

    private static string? LocalOf(YamlNode item)
    {
        var local = item is YamlMap map ? map.Find("local")?.Value : item;
        if (local is not YamlScalar { Text: var path })
            return null;
        var isAddress = path.Contains("://", StringComparison.Ordinal);
        var isPattern = path.AsSpan().ContainsAny('*', '$');
        return isAddress || isPattern ? null : path.TrimStart('/');
    }

    private static string Describe(YamlNode item) => item switch
    {
        YamlScalar scalar => scalar.Text,
        YamlMap map => string.Join(", ", map.Entries.Where(IsScalar).Select(Describe)),
        _ => "include",
    };

    private static bool IsScalar(YamlEntry entry) => entry.Value is YamlScalar;

    private static string Describe(YamlEntry entry) => $"{entry.Key}: {((YamlScalar)entry.Value).Text}";
}
