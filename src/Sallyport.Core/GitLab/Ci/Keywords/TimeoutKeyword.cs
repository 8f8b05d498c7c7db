namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>timeout</c>: how long a job may run, and so how long its ID tokens live. Under <c>default</c> it has no effect.
/// </summary>
internal static class TimeoutKeyword
{
    private const int Month = 30 * 24 * 3600;

    public static Keyword Keyword { get; } = new("timeout", KeywordPlaces.Default | KeywordPlaces.Job, Read)
    {
        Remark = "Under `default` it has no effect, as at GitLab.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        var seconds = Values.Seconds(entry, where, Month);
        return where.Job is null ? job : job with { Timeout = seconds };
    }
}
