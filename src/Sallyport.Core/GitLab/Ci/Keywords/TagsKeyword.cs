namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>tags</c>: what a runner must have to take the job.</summary>
internal static class TagsKeyword
{
    public static Keyword Keyword { get; } = new(
        "tags",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Tags = Values.Texts(entry, where) });
}
