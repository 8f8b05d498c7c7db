namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>stages</c>: the stages of a pipeline in their order.</summary>
internal static class StagesKeyword
{
    private static readonly string[] DefaultStages = ["build", "test", "deploy"];

    public static Keyword Keyword { get; } = new("stages", KeywordPlaces.Root);

    /// <summary>All stages in order, <c>.pre</c> and <c>.post</c> around them.</summary>
    public static IReadOnlyList<string> Read(YamlEntry? entry, Place root)
    {
        var named = entry is null ? DefaultStages : Values.Texts(entry, root.In(entry.Key));
        var between = named.Where(s => s is not (".pre" or ".post")).Distinct(StringComparer.Ordinal);
        return [".pre", .. between, ".post"];
    }
}
