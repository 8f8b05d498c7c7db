namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>timeout</c>: how long a job may run, and so how long its ID tokens live.</summary>
internal static class TimeoutKeyword
{
    public static Keyword Keyword { get; } = new(
        "timeout",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Timeout = Read(entry, where) });

    // Seconds.
    private static int? Read(YamlEntry entry, Place where)
    {
        var isDuration = entry.Value is YamlScalar { Kind: ScalarKind.Text or ScalarKind.Integer };
        if (isDuration && Duration.Read(((YamlScalar)entry.Value).Text) is { } seconds)
            return seconds;
        where.Invalid(entry.At, $"{where} should be a duration of at most a month, such as '1h 30m' or '90 seconds'");
        return null;
    }
}
