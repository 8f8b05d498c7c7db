namespace Sallyport.Core.GitLab.Ci;

/// <summary>A line of a CI file.</summary>
/// <param name="File">The path of an included file; null for the file that the pipeline begins with.</param>
/// <param name="Line">Counted from 1.</param>
internal readonly record struct Position(string? File, int Line)
{
    /// <summary><c>line 3</c>, or <c>ci/azure.yml, line 3</c>.</summary>
    public override string ToString() => File is null ? $"line {Line}" : $"{File}, line {Line}";
}

/// <summary>
/// A node of the CI file with the line it begins on. Nodes never change, so that an alias may share one.
/// </summary>
/// <param name="At">Where it begins.</param>
internal abstract record YamlNode(Position At)
{
    /// <summary>How deep GitLab lets nodes lie in each other.</summary>
    public const int MaximumDepth = 100;

    /// <summary>What a node weighs by itself.</summary>
    protected const long Own = 20;

    /// <summary>
    /// How long it is when every alias is written out: its characters, and twenty for each node. Counted when a node is
    /// made, so that other content needs another node.
    /// </summary>
    public abstract long Weight { get; }

    /// <summary>How deep the nodes inside of it lie in each other; 0 without any.</summary>
    public virtual int Depth => 0;
}

/// <summary>A sequence of nodes, in the order of the file.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, Position At) : YamlNode(At)
{
    public override long Weight { get; } = Own + Items.Sum(i => i.Weight);

    public override int Depth { get; } = 1 + Items.Select(i => i.Depth).DefaultIfEmpty().Max();
}

/// <summary>An entry of a map.</summary>
internal sealed record YamlEntry(string Key, Position At, YamlNode Value);

/// <summary>A map, merge keys already applied.</summary>
/// <param name="Entries">Its entries, whose keys differ.</param>
internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, Position At) : YamlNode(At)
{
    public override long Weight { get; } = Own + Entries.Sum(e => e.Key.Length + e.Value.Weight);

    public override int Depth { get; } = 1 + Entries.Select(e => e.Value.Depth).DefaultIfEmpty().Max();

    /// <summary>A map without entries.</summary>
    public static YamlMap Empty(Position at) => new([], at);

    /// <summary>The entry, unless it is absent or null.</summary>
    public YamlEntry? Find(string key)
    {
        var entry = Entries.FirstOrDefault(e => string.Equals(e.Key, key, StringComparison.Ordinal));
        return entry?.Value is YamlScalar { Kind: ScalarKind.Null } ? null : entry;
    }

    /// <summary>
    /// GitLab's deep merge for <c>extends</c> and <c>include</c>: maps are merged, everything else is replaced.
    /// </summary>
    public YamlMap Merge(YamlMap over)
    {
        var merged = Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
        foreach (var entry in over.Entries)
        {
            var below = merged.GetValueOrDefault(entry.Key)?.Value as YamlMap;
            var bothAreMaps = below is not null && entry.Value is YamlMap;
            merged[entry.Key] = bothAreMaps ? entry with { Value = below!.Merge((YamlMap)entry.Value) } : entry;
        }
        return new YamlMap([.. merged.Values], over.At);
    }
}

/// <summary>A <c>!reference [job, keyword, …]</c>: stands for another node of the file.</summary>
/// <param name="Path">The keys that lead there from the root.</param>
internal sealed record YamlReference(IReadOnlyList<string> Path, Position At) : YamlNode(At)
{
    public override long Weight => Own + Path.Sum(k => k.Length);

    /// <summary>As GitLab's sentences show it: <c>!reference [".setup", "script"]</c>.</summary>
    public override string ToString() => $"!reference [{string.Join(", ", Path.Select(RubyText.Quote))}]";
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

/// <summary>A scalar: its text and the type that YAML gives it.</summary>
/// <param name="Text">The text as Ruby would print the value.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">Where it stands.</param>
internal sealed record YamlScalar(string Text, ScalarKind Kind, Position At) : YamlNode(At)
{
    public override long Weight => Own + Text.Length;
}
