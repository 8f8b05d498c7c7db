namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>interruptible</c>: whether a newer pipeline may cancel the job.</summary>
internal static class InterruptibleKeyword
{
    public static Keyword Keyword { get; } = new(
        "interruptible",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Interruptible = Values.Flag(entry, where) });
}
