namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>run</c>: steps in place of a script.</summary>
internal static class RunKeyword
{
    public static Keyword Keyword { get; } = new("run", KeywordPlaces.Job)
    {
        Effect = KeywordEffect.Refused,
        Remark = "write the commands in `script`.",
    };
}
