namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>default</c>: keywords for every job that inherits them.</summary>
internal static class DefaultKeyword
{
    public static Keyword Keyword { get; } = new("default", KeywordPlaces.Root);

    /// <summary>Reads the map. The older keywords at the top level mean what they mean under <c>default</c>.</summary>
    public static YamlMap Read(YamlMap root, Place where)
    {
        var defaults = root.Find("default") is { } entry ? Values.Map(entry, where.In(entry.Key), "default") : null;
        var merged = (defaults?.Entries ?? []).ToList();
        foreach (var old in root.Entries.Where(e => IsOlder(e.Key)))
            if (defaults?.Find(old.Key) is null)
                merged.Add(old);
            else
                where.In(old.Key).Invalid(old.At, $"{old.Key} is defined in top-level and `default:` entry");
        return new YamlMap(merged, root.At);
    }

    /// <summary>Whether a keyword of the top level is one of the older ones.</summary>
    public static bool IsOlder(string name) =>
        KeywordCatalogue.OfRoot(name) is not null && KeywordCatalogue.OfDefault.Has(name);
}
