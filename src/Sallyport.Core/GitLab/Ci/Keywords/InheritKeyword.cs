namespace Sallyport.Core.GitLab.Ci;

/// <summary>What a job takes of the keywords under <c>default</c> and of the variables at the top level.</summary>
/// <param name="Default">Whether it takes a keyword.</param>
/// <param name="Variables">Whether it takes a variable.</param>
internal sealed record Inheritance(Func<string, bool> Default, Func<string, bool> Variables);

/// <summary>
/// <c>inherit</c>: <c>default</c> and <c>variables</c>, each a list of what is kept, true for all, false for nothing.
/// </summary>
internal static class InheritKeyword
{
    public static Keyword Keyword { get; } = new("inherit", KeywordPlaces.Job);

    /// <summary>Reads what a job inherits: everything, unless it says otherwise.</summary>
    public static Inheritance Read(YamlMap job, Place where)
    {
        where = where.In("inherit");
        var rules = job.Find("inherit") is { } entry ? Values.Map(entry, where, "default", "variables") : null;
        return new Inheritance(ReadRule(rules?.Find("default"), where), ReadRule(rules?.Find("variables"), where));
    }

    private static Func<string, bool> ReadRule(YamlEntry? rule, Place where)
    {
        if (rule is null)
            return _ => true;
        if (rule.Value is YamlList)
        {
            var kept = Values.Texts(rule, where.In(rule.Key));
            return name => kept.Contains(name, StringComparer.Ordinal);
        }
        var all = Values.Flag(rule, where.In(rule.Key));
        return _ => all;
    }
}
