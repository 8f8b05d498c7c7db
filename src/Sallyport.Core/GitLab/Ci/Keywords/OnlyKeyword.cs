namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>only</c>: for which refs, variables and changes a pipeline has the job. Source:
/// <c>lib/gitlab/ci/config/entry/policy.rb</c>, gitlabhq.
/// </summary>
internal static class OnlyKeyword
{
    private static readonly string[] Keys = ["refs", "kubernetes", "variables", "changes"];

    private static readonly Keyword Cluster =
        Keyword.PartWithoutEffect("only:kubernetes", "no cluster is active, so the condition never holds.");

    public static Keyword Keyword { get; } = new(
        "only",
        KeywordPlaces.Job | KeywordPlaces.Trigger,
        (job, entry, where) => job with { Only = Read(entry, where) })
    {
        Parts = [Cluster],
    };

    /// <summary>Reads the conditions, of <c>only</c> or of <c>except</c>.</summary>
    public static PolicyDefinition? Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList)
            return new PolicyDefinition { Refs = ReadRefs(entry, where) };
        if (entry.Value is not YamlMap)
        {
            where.Whole().Wrong(entry.At, "has to be either an array of conditions or a hash");
            return null;
        }
        if (Values.Map(entry, where, Keys) is not { } map)
            return null;
        return new PolicyDefinition
        {
            Refs = map.Find("refs") is { } refs ? ReadRefs(refs, where.At(refs.Key)) : null,
            Variables = map.Find("variables") is { } set ? ReadConditions(set, where.At(set.Key)) : null,
            Changes = map.Find("changes") is { } changes ? Values.Texts(changes, where.At(changes.Key)) : null,
            Kubernetes = map.Find("kubernetes") is { } cluster && ReadKubernetes(cluster, where),
        };
    }

    private static IReadOnlyList<string> ReadRefs(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList list && list.Items.All(Values.IsText))
            return [.. list.Items.Cast<YamlScalar>().Select(s => s.Text)];
        where.Wrong(entry.At, "should be an array of strings or regexps");
        return [];
    }

    private static IReadOnlyList<string> ReadConditions(YamlEntry entry, Place where)
    {
        var conditions = Values.Texts(entry, where);
        if (conditions.Any(c => Condition.Read(c) is null))
            where.Wrong(entry.At, "invalid expression syntax");
        return conditions;
    }

    private static bool ReadKubernetes(YamlEntry entry, Place where)
    {
        Cluster.Tell(entry.At, where);
        return Values.Word(entry, where.At(entry.Key), "active") is not null;
    }
}
