namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>tags</c>: what a runner must have to take the job.</summary>
internal static class TagsKeyword
{
    private const int Limit = 50;

    public static Keyword Keyword { get; } = new("tags", KeywordPlaces.Default | KeywordPlaces.Job, Read);

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        var tags = Values.Texts(entry, where);
        if (tags.Count >= Limit)
            where.Wrong(entry.At, $"must be less than the limit of {Values.Text(Limit)} tags");
        return job with { Tags = tags };
    }
}
