namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>timeout</c>: how long a job may run, and so how long its ID tokens live. GitLab takes a job's own only.
/// </summary>
internal static class TimeoutKeyword
{
    public static Keyword Keyword { get; } = new(
        "timeout",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => Take(job, Read(entry, where, Duration.Month), isOwn: where.Job is not null));

    /// <summary>The seconds of a duration within a limit, else GitLab's sentences and null.</summary>
    public static int? Read(YamlEntry entry, Place where, long limit)
    {
        var seconds = Values.IsText(entry.Value) ? Duration.Read(((YamlScalar)entry.Value).Text) : null;
        if (seconds is null)
            where.Wrong(entry.At, "should be a duration", NumberHint(entry.Value));
        if (seconds is null || seconds > limit)
            where.Wrong(entry.At, "should not exceed the limit");
        return seconds <= limit ? (int?)seconds : null;
    }

    private static JobDefinition Take(JobDefinition job, int? seconds, bool isOwn) =>
        isOwn ? job with { Timeout = seconds } : job;

    private static string? NumberHint(YamlNode value) =>
        value is YamlScalar { Kind: ScalarKind.Integer } number ? $"write '{number.Text} seconds'" : null;
}
