namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>default</c>: keywords for every job that inherits them.</summary>
internal static class DefaultKeyword
{
    public static Keyword Keyword { get; } = new("default", KeywordPlaces.Root);

    /// <summary>Reads the map. The older keywords at the top level mean what they mean under <c>default</c>.</summary>
    public static YamlMap Read(YamlMap root, Place where)
    {
        var names = KeywordCatalogue.OfDefault.Select(k => k.Name).ToList();
        var defaults = root.Find("default") is { } entry ? Values.Map(entry, where.In(entry.Key), names) : null;
        var merged = (defaults?.Entries ?? []).ToList();
        foreach (var old in root.Entries.Where(e => IsOlder(e.Key)))
            if (defaults?.Find(old.Key) is null)
                merged.Add(old);
            else
                where.In(old.Key).Invalid(old.At, $"'{old.Key}' stands both at the top level and in 'default'");
        return new YamlMap(merged, root.At, 1);
    }

    private static bool IsOlder(string name) =>
        KeywordCatalogue.OfRoot(name) is not null && KeywordCatalogue.OfDefault.Has(name);
}
