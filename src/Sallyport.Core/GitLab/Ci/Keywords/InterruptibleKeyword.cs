namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>interruptible</c>: whether a newer pipeline may cancel the job.</summary>
internal static class InterruptibleKeyword
{
    public static Keyword Keyword { get; } = new(
        "interruptible", KeywordPlaces.Default | KeywordPlaces.Job | KeywordPlaces.Trigger, Read)
    {
        Effect = KeywordEffect.None,
        Remark = "no newer pipeline comes while one runs.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where) =>
        job with { Interruptible = Values.Flag(entry, where) };
}
