namespace Sallyport.Core.GitLab;

/// <summary>A node of the CI file with the line it begins on. Nodes never change, so that an alias may share one.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Weight">How many nodes it stands for when every alias is written out.</param>
internal abstract record CiNode(int Line, long Weight);

/// <summary>A list.</summary>
internal sealed record CiList(IReadOnlyList<CiNode> Items, int Line, long Weight) : CiNode(Line, Weight);

/// <summary>An entry of a map.</summary>
internal sealed record CiEntry(string Key, int Line, CiNode Value);

/// <summary>A map, merge keys already applied.</summary>
internal sealed record CiMap(IReadOnlyList<CiEntry> Entries, int Line, long Weight) : CiNode(Line, Weight)
{
    /// <summary>The entry, unless it is absent or null.</summary>
    public CiEntry? Find(string key) =>
        Entries.FirstOrDefault(e => string.Equals(e.Key, key, StringComparison.Ordinal)) is { Value: not CiScalar { Kind: ScalarKind.Null } } entry
            ? entry
            : null;

    /// <summary>GitLab's deep merge for <c>extends</c>: maps are merged, everything else is replaced.</summary>
    public CiMap Merge(CiMap over)
    {
        var merged = Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
        foreach (var entry in over.Entries)
            merged[entry.Key] = entry.Value is CiMap above && merged.GetValueOrDefault(entry.Key)?.Value is CiMap below
                ? entry with { Value = below.Merge(above) }
                : entry;
        return new CiMap([.. merged.Values], over.Line, 1 + merged.Values.Sum(e => e.Value.Weight));
    }
}

/// <summary>What a scalar is to YAML 1.1, the version that GitLab reads.</summary>
internal enum ScalarKind
{
    Text,
    Boolean,
    Integer,
    Float,
    Null,
}

/// <summary>A scalar.</summary>
internal sealed record CiScalar(string Text, ScalarKind Kind, int Line) : CiNode(Line, 1);
