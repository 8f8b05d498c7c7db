namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>hooks</c>: scripts of GitLab's runner around the job. They are checked and then forgotten.</summary>
internal static class HooksKeyword
{
    public static Keyword Keyword { get; } = new("hooks", KeywordPlaces.Default | KeywordPlaces.Job, Read);

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "hooks")?.Find("pre_get_sources_script") is { } script)
            Values.Script(script, where.In(script.Key));
        return job;
    }
}
