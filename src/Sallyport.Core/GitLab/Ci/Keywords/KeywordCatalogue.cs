namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The only list of the language's words. A keyword has one file in this folder, which says where it may stand and how
/// it is read, one line here, and one line in the table of <c>KeywordWords.cs</c> for what a run makes of it. What is
/// not in the list is unknown in a job, and is the name of a job at the top level.
/// Source: "CI/CD YAML syntax reference", GitLab documentation.
/// </summary>
internal static partial class KeywordCatalogue
{
    // In the order in which a job takes them: before_script stands in front of script, when before allow_failure.
    private static readonly Keyword[] All =
    [
        ImageKeyword.Keyword,
        ServicesKeyword.Keyword,
        BeforeScriptKeyword.Keyword,
        ScriptKeyword.Keyword,
        AfterScriptKeyword.Keyword,
        HooksKeyword.Keyword,
        IdTokensKeyword.Keyword,
        SecretsKeyword.Keyword,
        TimeoutKeyword.Keyword,
        TagsKeyword.Keyword,
        InterruptibleKeyword.Keyword,
        StageKeyword.Keyword,
        WhenKeyword.Keyword,
        StartInKeyword.Keyword,
        AllowFailureKeyword.Keyword,
        RetryKeyword.Keyword,
        EnvironmentKeyword.Keyword,
        ResourceGroupKeyword.Keyword,
        VariablesKeyword.Keyword,
        ParallelKeyword.Keyword,
        NeedsKeyword.Keyword,
        DependenciesKeyword.Keyword,
        ArtifactsKeyword.Keyword,
        CacheKeyword.Keyword,
        PagesKeyword.Keyword,
        PagesKeyword.Publish,
        RulesKeyword.Keyword,
        PolicyKeyword.Only,
        PolicyKeyword.Except,
        TriggerKeyword.Keyword,
        CoverageKeyword.Keyword,
        ReleaseKeyword.Keyword,
        PlainKeywords.ManualConfirmation,
        PlainKeywords.DastConfiguration,
        PlainKeywords.Identity,
        PlainKeywords.Run,
        PlainKeywords.Inputs,
        InheritKeyword.Keyword,
        ExtendsKeyword.Keyword,
        DefaultKeyword.Keyword,
        StagesKeyword.Keyword,
        WorkflowKeyword.Keyword,
        IncludeKeyword.Keyword,
        PlainKeywords.Spec,
    ];

    private static readonly Keyword[] OfTopLevel = At(KeywordPlaces.Root);

    /// <summary>The table, in the order of the language.</summary>
    public static IReadOnlyList<Word> Table => Words;

    /// <summary>The keywords that a job may have.</summary>
    public static IReadOnlyList<Keyword> OfJob { get; } = At(KeywordPlaces.Job);

    /// <summary>The keywords that <c>default</c> may have, for every job that inherits them.</summary>
    public static IReadOnlyList<Keyword> OfDefault { get; } = At(KeywordPlaces.Default);

    /// <summary>The words that may stand in a place of the table.</summary>
    public static IReadOnlyList<Word> In(string place) => ByPlace[place];

    /// <summary>The keyword of this name at the top level, where no job can have the name; null for a job.</summary>
    public static Keyword? OfRoot(string name) =>
        Array.Find(OfTopLevel, k => string.Equals(k.Name, name, StringComparison.Ordinal));

    /// <summary>Whether a list of keywords has this name.</summary>
    public static bool Has(this IReadOnlyList<Keyword> keywords, string name) =>
        keywords.Any(k => string.Equals(k.Name, name, StringComparison.Ordinal));

    private static Keyword[] At(KeywordPlaces places) => Array.FindAll(All, k => k.Places.HasFlag(places));
}
