namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>start_in</c>: how long a delayed job waits.</summary>
internal static class StartInKeyword
{
    /// <summary>The longest wait, in seconds: a week.</summary>
    public const int Maximum = 7 * 24 * 3600;

    public static Keyword Keyword { get; } = new("start_in", KeywordPlaces.Job | KeywordPlaces.Trigger, Read)
    {
        Effect = KeywordEffect.None, Remark = "a delayed job runs at once.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where) =>
        job with { StartIn = Values.Seconds(entry, where.Parent().At(entry.Key), Maximum) };

    /// <summary>Adds what GitLab says of a delay without its length, and of a length without a delay.</summary>
    public static void Check(JobDefinition job, YamlMap map, Place where)
    {
        var entry = map.Find(Keyword.Name);
        where = where.At(Keyword.Name);
        if (entry is null && job.When == JobWhen.Delayed)
            where.Wrong(map.Find("when")!.At, "should be a duration");
        else if (entry is not null && job.When != JobWhen.Delayed)
            where.Wrong(entry.At, "must be blank");
    }
}
