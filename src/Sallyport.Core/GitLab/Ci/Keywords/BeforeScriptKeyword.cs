namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>before_script</c>: commands in front of the script, in the same shell.</summary>
internal static class BeforeScriptKeyword
{
    public static Keyword Keyword { get; } = new(
        "before_script",
        KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => Put(Values.Script(entry, where), job));

    private static JobDefinition Put(IReadOnlyList<string> before, JobDefinition job) =>
        job with { Script = [.. before, .. job.Script], BeforeScriptCount = before.Count };
}
