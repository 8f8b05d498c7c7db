namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>when</c>: what must have happened for a job to run.</summary>
internal static class WhenKeyword
{
    private static readonly string[] OfJob = ["on_success", "on_failure", "always", "manual", "delayed"];
    private static readonly string[] OfTrigger = ["on_success", "on_failure", "always", "manual"];

    public static Keyword Keyword { get; } = new("when", KeywordPlaces.Job, Read) { IsAttribute = true };

    /// <summary>What a word means.</summary>
    public static JobWhen Of(string? word) => word switch
    {
        "on_failure" => JobWhen.OnFailure,
        "always" => JobWhen.Always,
        "manual" => JobWhen.Manual,
        "delayed" => JobWhen.Delayed,
        "never" => JobWhen.Never,
        _ => JobWhen.OnSuccess,
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        var words = where.IsTrigger ? OfTrigger : OfJob;
        var when = Of(Values.Word(entry, where, words));
        return job with { When = when, AllowFailure = when == JobWhen.Manual };
    }
}
