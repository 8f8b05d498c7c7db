namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>after_script</c>: commands after the script, in a shell of their own.</summary>
internal static class AfterScriptKeyword
{
    public static Keyword Keyword { get; } = new(
        "after_script",
        KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { AfterScript = Values.Script(entry, where) });
}
