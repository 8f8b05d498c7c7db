namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>before_script</c>: commands in front of the script, in the same shell.</summary>
internal static class BeforeScriptKeyword
{
    public static Keyword Keyword { get; } = new(
        "before_script",
        KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Script = [.. Values.Script(entry, where), .. job.Script] });
}
