namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>start_in</c>: how long a delayed job waits.</summary>
internal static class StartInKeyword
{
    public static Keyword Keyword { get; } = new("start_in", KeywordPlaces.Job, Read) { IsAttribute = true };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (job.When == JobWhen.Delayed)
            return job with { StartIn = TimeoutKeyword.Read(entry, where, Duration.Week) };
        where.Wrong(entry.At, "must be blank");
        return job;
    }

    /// <summary>Adds the error of a delayed job that does not say how long it waits.</summary>
    public static void Check(JobDefinition job, YamlMap map, Position at, Place where)
    {
        var waits = map.Find("start_in") is not null || map.Find("rules") is not null;
        if (job.When == JobWhen.Delayed && !waits)
            where.Field("start_in").Wrong(map.Find("when")?.At ?? at, "should be a duration");
    }
}
