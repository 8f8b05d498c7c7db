namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>stage</c>: the stage of a job; <c>test</c> by default.</summary>
internal static class StageKeyword
{
    /// <summary>The stage of a job that names none.</summary>
    public const string DefaultStage = "test";

    public static Keyword Keyword { get; } = new(
        "stage",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Stage = Values.Text(entry, where) ?? DefaultStage });
}
