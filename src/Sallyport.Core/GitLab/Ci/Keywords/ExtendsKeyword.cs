namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>extends</c>: the jobs that a job is merged over. <see cref="Extends"/> resolves it before a job is read.
/// </summary>
internal static class ExtendsKeyword
{
    public static Keyword Keyword { get; } = new("extends", KeywordPlaces.Job) { IsAttribute = true };
}
