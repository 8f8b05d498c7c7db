namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>coverage</c>: an expression for the job's log. It is checked and then forgotten.</summary>
internal static class CoverageKeyword
{
    public static Keyword Keyword { get; } = new("coverage", KeywordPlaces.Job, Read);

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        var isExpression = entry.Value is YamlScalar { Kind: ScalarKind.Text } text
            && ConditionPattern.Read(text.Text) is not null;
        if (!isExpression)
            where.Wrong(entry.At, "must be a regular expression with re2 syntax");
        return job;
    }
}
