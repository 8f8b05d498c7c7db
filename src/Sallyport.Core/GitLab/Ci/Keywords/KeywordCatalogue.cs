namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The only list of the language's words. A keyword has one file in this folder, which says where it may stand, how it
/// is read and what becomes of it here, and one line in this list. docs/ci.md shows the list.
/// Source: "CI/CD YAML syntax reference", GitLab documentation.
/// </summary>
internal static class KeywordCatalogue
{
    // In the order in which a job takes them: artifacts before pages, before_script in front of script.
    private static readonly Keyword[] Everything =
    [
        IncludeKeyword.Keyword,
        new("spec", KeywordPlaces.Root),
        WorkflowKeyword.Keyword,
        StagesKeyword.Keyword,
        DefaultKeyword.Keyword,
        ExtendsKeyword.Keyword,
        InheritKeyword.Keyword,
        ImageKeyword.Keyword,
        ServicesKeyword.Keyword,
        BeforeScriptKeyword.Keyword,
        ScriptKeyword.Keyword,
        AfterScriptKeyword.Keyword,
        IdTokensKeyword.Keyword,
        SecretsKeyword.Keyword,
        VariablesKeyword.Keyword,
        StageKeyword.Keyword,
        NeedsKeyword.Keyword,
        DependenciesKeyword.Keyword,
        RulesKeyword.Keyword,
        OnlyKeyword.Keyword,
        ExceptKeyword.Keyword,
        WhenKeyword.Keyword,
        StartInKeyword.Keyword,
        AllowFailureKeyword.Keyword,
        EnvironmentKeyword.Keyword,
        TimeoutKeyword.Keyword,
        RetryKeyword.Keyword,
        ParallelKeyword.Keyword,
        ResourceGroupKeyword.Keyword,
        TagsKeyword.Keyword,
        ArtifactsKeyword.Keyword,
        PagesKeyword.Keyword,
        PublishKeyword.Keyword,
        TriggerKeyword.Keyword,
        CacheKeyword.Keyword,
        CoverageKeyword.Keyword,
        ReleaseKeyword.Keyword,
        InterruptibleKeyword.Keyword,
        HooksKeyword.Keyword,
        ManualConfirmationKeyword.Keyword,
        DastConfigurationKeyword.Keyword,
        RunKeyword.Keyword,
        JobInputsKeyword.Keyword,
        IdentityKeyword.Keyword,
    ];

    private static readonly Keyword[] OfTopLevel = At(KeywordPlaces.Root);

    /// <summary>All keywords.</summary>
    public static IReadOnlyList<Keyword> All => Everything;

    /// <summary>The keywords that a job with a script may have.</summary>
    public static IReadOnlyList<Keyword> OfJob { get; } = At(KeywordPlaces.Job);

    /// <summary>The keywords that a job with <c>trigger</c> may have.</summary>
    public static IReadOnlyList<Keyword> OfTrigger { get; } = At(KeywordPlaces.Trigger);

    /// <summary>The keywords that <c>default</c> may have, for every job that inherits them.</summary>
    public static IReadOnlyList<Keyword> OfDefault { get; } = At(KeywordPlaces.Default);

    /// <summary>The keyword of this name at the top level, where no job can have the name; null for a job.</summary>
    public static Keyword? OfRoot(string name) =>
        Array.Find(OfTopLevel, k => string.Equals(k.Name, name, StringComparison.Ordinal));

    /// <summary>The keyword of the top level that somebody may have meant, or null.</summary>
    public static string? ClosestToRoot(string name) => Spelling.Closest(name, [.. OfTopLevel.Select(k => k.Name)]);

    /// <summary>Whether a list of keywords has this name.</summary>
    public static bool Has(this IReadOnlyList<Keyword> keywords, string name) =>
        keywords.Any(k => string.Equals(k.Name, name, StringComparison.Ordinal));

    private static Keyword[] At(KeywordPlaces places) => Array.FindAll(Everything, k => k.Places.HasFlag(places));
}
