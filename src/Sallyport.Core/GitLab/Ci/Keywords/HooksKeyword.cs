namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>hooks</c>: commands for a runner before it fetches the sources.</summary>
internal static class HooksKeyword
{
    public static Keyword Keyword { get; } = new("hooks", KeywordPlaces.Default | KeywordPlaces.Job, Read)
    {
        Effect = KeywordEffect.None,
        Remark = "the runner here fetches the sources itself.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        Values.Map(entry, where, "pre_get_sources_script");
        return job;
    }
}
