namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>resource_group</c>: of the jobs of one group, one runs at a time.</summary>
internal static class ResourceGroupKeyword
{
    public static Keyword Keyword { get; } = new(
        "resource_group",
        KeywordPlaces.Job,
        (job, entry, where) => job with { ResourceGroup = Values.Text(entry, where) }) { IsAttribute = true };
}
