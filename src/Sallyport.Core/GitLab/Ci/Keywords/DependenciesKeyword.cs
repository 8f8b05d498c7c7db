namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>dependencies</c>: the earlier jobs whose artifacts a job gets.</summary>
internal static class DependenciesKeyword
{
    public static Keyword Keyword { get; } = new(
        "dependencies",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Dependencies = Values.Texts(entry, where.Parent().At(entry.Key)) });
}
