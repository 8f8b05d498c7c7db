namespace Sallyport.Core.GitLab.Ci;

/// <summary>What a job takes of the keywords under <c>default</c> and of the variables at the top level.</summary>
/// <param name="Default">Whether it takes a keyword.</param>
/// <param name="Variables">Which variables it takes.</param>
internal sealed record Inheritance(Func<string, bool> Default, VariableInheritance Variables);

/// <summary>
/// <c>inherit</c>: <c>default</c> and <c>variables</c>, each a list of what is kept, true for all, false for nothing.
/// </summary>
internal static class InheritKeyword
{
    public static Keyword Keyword { get; } = new("inherit", KeywordPlaces.Job);

    /// <summary>Reads what a job inherits: everything, unless it says otherwise.</summary>
    public static Inheritance Read(YamlMap job, Place where)
    {
        where = where.In(Keyword.Name);
        var rules = job.Find(Keyword.Name) is { } entry ? Values.Map(entry, where, Keyword.Name) : null;
        var kept = ReadRule(rules?.Find("default"), where);
        CheckNames(rules?.Find("default"), kept, where);
        return new Inheritance(kept.Takes, ReadRule(rules?.Find("variables"), where));
    }

    private static VariableInheritance ReadRule(YamlEntry? rule, Place where)
    {
        if (rule is null)
            return VariableInheritance.Everything;
        if (rule.Value is YamlList)
            return new VariableInheritance(false, Values.Texts(rule, where.In(rule.Key)));
        if (rule.Value is YamlScalar { Kind: ScalarKind.Boolean } flag)
            return new VariableInheritance(flag.Text == "true", []);
        where.In(rule.Key).Sentence(rule.At, "should be a bool or array of strings");
        return VariableInheritance.Everything;
    }

    private static void CheckNames(YamlEntry? entry, VariableInheritance kept, Place where)
    {
        var known = KeywordCatalogue.OfDefault.Select(k => k.Name).ToList();
        var unknown = kept.Names.Except(known, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            where.In("default").Wrong(
                entry!.At,
                $"contains unknown values: {string.Join(", ", unknown)}",
                Suggestion.For(unknown[0], known));
    }
}
