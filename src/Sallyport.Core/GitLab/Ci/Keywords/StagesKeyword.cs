namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>stages</c>: the stages of a pipeline in their order.</summary>
internal static class StagesKeyword
{
    private static readonly string[] DefaultStages = ["build", "test", "deploy"];

    public static Keyword Keyword { get; } = new("stages", KeywordPlaces.Root);

    /// <summary>All stages in order, <c>.pre</c> and <c>.post</c> around them.</summary>
    public static IReadOnlyList<string> Read(YamlEntry? entry, Place root)
    {
        var named = entry is null ? DefaultStages : Named(entry, root.In(entry.Key));
        var between = named.Where(s => s is not (".pre" or ".post")).Distinct(StringComparer.Ordinal);
        return [".pre", .. between, ".post"];
    }

    private static IEnumerable<string> Named(YamlEntry entry, Place where)
    {
        var names = new List<YamlNode>();
        if (entry.Value is YamlList && Values.Flatten(entry.Value, 0, names, Values.IsText))
            return names.Select(n => ((YamlScalar)n).Text);
        where.Wrong(
            entry.At,
            "should be an array of strings or a nested array of strings up to "
            + $"{Values.Text(Values.MaximumNesting)} levels deep");
        return [];
    }
}
