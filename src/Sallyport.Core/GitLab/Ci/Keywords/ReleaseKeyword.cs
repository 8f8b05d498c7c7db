namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>release</c>: a release that GitLab makes after the job.</summary>
internal static class ReleaseKeyword
{
    private static readonly string[] Keys =
        ["tag_name", "tag_message", "name", "description", "ref", "milestones", "released_at", "assets"];

    public static Keyword Keyword { get; } = new("release", KeywordPlaces.Job, Read)
    {
        Effect = KeywordEffect.None,
        Remark = "no release is made.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        Values.Map(entry, where, Keys);
        return job;
    }
}
