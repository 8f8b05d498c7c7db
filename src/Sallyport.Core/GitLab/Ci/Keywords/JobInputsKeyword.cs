namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>inputs</c> of a job: values that the runner puts into the job.</summary>
internal static class JobInputsKeyword
{
    public static Keyword Keyword { get; } = new("inputs", KeywordPlaces.Job)
    {
        Effect = KeywordEffect.Refused,
        Remark = "use `variables`.",
    };
}
