namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>include</c>: files to merge this one over. <see cref="Includes"/> resolves it before anything else is read.
/// </summary>
internal static class IncludeKeyword
{
    public static Keyword Keyword { get; } = new("include", KeywordPlaces.Root);
}
