namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The only list of the language's words. A keyword has one file in this folder, which says where it may stand and how
/// it is read, and one line here. What is not in the list is not supported in a job, and is the name of a job at the
/// top level. Source: "CI/CD YAML syntax reference", GitLab documentation.
/// </summary>
internal static class KeywordCatalogue
{
    // In the order in which a job takes them: before_script stands in front of script.
    private static readonly Keyword[] All =
    [
        ImageKeyword.Keyword,
        BeforeScriptKeyword.Keyword,
        ScriptKeyword.Keyword,
        AfterScriptKeyword.Keyword,
        IdTokensKeyword.Keyword,
        TimeoutKeyword.Keyword,
        TagsKeyword.Keyword,
        InterruptibleKeyword.Keyword,
        StageKeyword.Keyword,
        WhenKeyword.Keyword,
        AllowFailureKeyword.Keyword,
        EnvironmentKeyword.Keyword,
        VariablesKeyword.Keyword,
        InheritKeyword.Keyword,
        ExtendsKeyword.Keyword,
        DefaultKeyword.Keyword,
        StagesKeyword.Keyword,
        IncludeKeyword.Keyword,
        Unsupported("workflow"),
        Unsupported("spec"),
        Unsupported("services"),
        Unsupported("cache"),
        Unsupported("types"),
    ];

    private static readonly Keyword[] OfTopLevel = At(KeywordPlaces.Root);

    /// <summary>The keywords that a job may have.</summary>
    public static IReadOnlyList<Keyword> OfJob { get; } = At(KeywordPlaces.Job);

    /// <summary>The keywords that <c>default</c> may have, for every job that inherits them.</summary>
    public static IReadOnlyList<Keyword> OfDefault { get; } = At(KeywordPlaces.Default);

    /// <summary>The keyword of this name at the top level, where no job can have the name; null for a job.</summary>
    public static Keyword? OfRoot(string name) =>
        Array.Find(OfTopLevel, k => string.Equals(k.Name, name, StringComparison.Ordinal));

    /// <summary>Whether a list of keywords has this name.</summary>
    public static bool Has(this IReadOnlyList<Keyword> keywords, string name) =>
        keywords.Any(k => string.Equals(k.Name, name, StringComparison.Ordinal));

    private static Keyword[] At(KeywordPlaces places) => Array.FindAll(All, k => k.Places.HasFlag(places));

    private static Keyword Unsupported(string name) => new(name, KeywordPlaces.Root) { IsUnsupported = true };
}
