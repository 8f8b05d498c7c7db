namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>manual_confirmation</c>: a question before a manual job starts.</summary>
internal static class ManualConfirmationKeyword
{
    public static Keyword Keyword { get; } = new("manual_confirmation", KeywordPlaces.Job | KeywordPlaces.Trigger, Read)
    {
        Effect = KeywordEffect.None,
        Remark = "nothing is asked before a job that was named.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        Values.Text(entry, where.Parent().At(entry.Key));
        return job;
    }
}
