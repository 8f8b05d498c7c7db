namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>except</c>: for which refs, variables and changes a pipeline lacks the job.</summary>
internal static class ExceptKeyword
{
    public static Keyword Keyword { get; } = new(
        "except",
        KeywordPlaces.Job | KeywordPlaces.Trigger,
        (job, entry, where) => job with { Except = OnlyKeyword.Read(entry, where) });
}
