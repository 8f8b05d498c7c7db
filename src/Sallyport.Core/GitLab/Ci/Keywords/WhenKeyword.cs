namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>when</c>: after what a job runs.</summary>
internal static class WhenKeyword
{
    private static readonly string[] Words = ["on_success", "on_failure", "always", "manual", "delayed"];

    public static Keyword Keyword { get; } = new("when", KeywordPlaces.Job | KeywordPlaces.Trigger, Read)
    {
        Remark = "`manual` jobs run when they are named, or with `--manual`; `delayed` ones run at once.",
    };

    /// <summary>What a word means; null for one that is none.</summary>
    public static JobWhen? Of(string? word) => word switch
    {
        "on_success" => JobWhen.OnSuccess,
        "on_failure" => JobWhen.OnFailure,
        "always" => JobWhen.Always,
        "manual" => JobWhen.Manual,
        "delayed" => JobWhen.Delayed,
        "never" => JobWhen.Never,
        _ => null,
    };

    // A manual job is optional unless it says otherwise.
    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        var when = Of(Values.Word(entry, where.Parent().At(entry.Key), Words)) ?? JobWhen.OnSuccess;
        return job with { When = when, AllowFailure = when == JobWhen.Manual || job.AllowFailure };
    }
}
