namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>resource_group</c>: of the jobs with the same one, only one runs at a time.</summary>
internal static class ResourceGroupKeyword
{
    public static Keyword Keyword { get; } = new(
        "resource_group",
        KeywordPlaces.Job | KeywordPlaces.Trigger,
        (job, entry, where) => job with { ResourceGroup = Values.Text(entry, where.Parent().At(entry.Key)) });
}
