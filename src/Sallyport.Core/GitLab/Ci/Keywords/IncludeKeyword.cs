namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>include</c>: files to merge this one over. <see cref="Includes"/> resolves it before anything else is read.
/// </summary>
internal static class IncludeKeyword
{
    private static readonly Keyword Elsewhere = new(
        "include:project, include:remote, include:component, include:template", 0)
    {
        Remark = "From the project's own GitLab, or from the folder that `--include-root` names.",
    };

    public static Keyword Keyword { get; } = new("include", KeywordPlaces.Root) { Parts = [Elsewhere] };
}
