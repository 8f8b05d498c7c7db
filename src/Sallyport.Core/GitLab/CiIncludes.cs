namespace Sallyport.Core.GitLab;

/// <summary>
/// A CI file with the local files that it includes, merged as GitLab does: what includes wins over what is included, and a later file
/// over an earlier one. Source: "Use CI/CD configuration from other files", GitLab documentation.
/// </summary>
internal sealed class CiIncludes(CiErrors errors, Func<string, Task<string?>> read)
{
    private const int MaximumFiles = 150; // GitLab's own

    private readonly List<string> unread = [];
    private int files;

    /// <summary>The includes that cannot be read from here: those of other projects, templates, components, patterns.</summary>
    public IReadOnlyList<string> Unread => unread;

    /// <summary>Reads a file and what it includes; null when there is none, or it is no YAML map.</summary>
    public async Task<CiMap?> ReadAsync(string path)
    {
        if (++files > MaximumFiles || await read(path) is not { } text || CiYaml.Read(text, errors, tolerant: true) is not { } own)
            return null;
        var merged = new CiMap([], own.Line, 1);
        foreach (var item in own.Find("include")?.Value is { } include ? (include as CiList)?.Items ?? [include] : [])
            if (LocalOf(item) is { } local && await ReadAsync(local) is { } included)
                merged = merged.Merge(included);
            else
                unread.Add(Describe(item));
        return merged.Merge(own);
    }

    private static string? LocalOf(CiNode item) =>
        ((item as CiMap)?.Find("local")?.Value ?? item) is CiScalar { Text: var path } && !path.Contains("://", StringComparison.Ordinal) && path.IndexOfAny(['*', '$']) < 0
            ? path.TrimStart('/')
            : null;

    private static string Describe(CiNode item) => item switch
    {
        CiScalar scalar => scalar.Text,
        CiMap map => string.Join(", ", map.Entries.Where(e => e.Value is CiScalar).Select(e => $"{e.Key}: {((CiScalar)e.Value).Text}")),
        _ => "include",
    };
}
