namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>coverage</c>: a pattern that finds the coverage in the log.</summary>
internal static class CoverageKeyword
{
    public static Keyword Keyword { get; } = new("coverage", KeywordPlaces.Job, Read)
    {
        Effect = KeywordEffect.None,
        Remark = "no page shows the coverage.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        var text = (entry.Value as YamlScalar)?.Text ?? "";
        var isPattern = text.Length > 2 && text.StartsWith('/') && text.EndsWith('/');
        if (!isPattern)
            where.Wrong(entry.At, "must be a regular expression");
        return job;
    }
}
