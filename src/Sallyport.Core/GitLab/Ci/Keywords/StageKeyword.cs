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

    /// <summary>Adds the error of a job whose stage, named or not, the file does not have.</summary>
    public static void Check(JobDefinition job, YamlMap map, IReadOnlyList<string> stages, Place where)
    {
        if (stages.Contains(job.Stage, StringComparer.Ordinal))
            return;
        var at = map.Find("stage")?.At ?? map.At;
        var all = string.Join(", ", stages);
        where.In("stage").Invalid(at, $"{where}: the stage '{job.Stage}' does not exist; there are {all}");
    }
}
