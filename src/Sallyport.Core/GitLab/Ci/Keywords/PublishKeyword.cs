namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>publish</c>: the folder that GitLab's pages publish, in its older place.</summary>
internal static class PublishKeyword
{
    public static Keyword Keyword { get; } = new("publish", KeywordPlaces.Job, Read)
    {
        Effect = KeywordEffect.None, Remark = "nothing is published.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        Values.Text(entry, where.Parent().At(entry.Key));
        return job;
    }
}
