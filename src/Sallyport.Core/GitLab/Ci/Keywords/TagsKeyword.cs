namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>tags</c>: what a runner must have to take the job.</summary>
internal static class TagsKeyword
{
    private const int Limit = 50;

    public static Keyword Keyword { get; } = new(
        "tags",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Tags = Read(entry, where) })
    {
        Remark = "The runner of `sallyport run` takes every job of its pipeline, whatever its tags.",
    };

    private static IReadOnlyList<string> Read(YamlEntry entry, Place where)
    {
        if (entry.Value is not YamlList)
        {
            where.Wrong(entry.At, "should be an array of strings");
            return [];
        }
        var tags = Values.Script(entry, where);
        if (tags.Count >= Limit)
            where.Wrong(entry.At, $"must be less than the limit of {Limit} tags");
        return tags;
    }
}
