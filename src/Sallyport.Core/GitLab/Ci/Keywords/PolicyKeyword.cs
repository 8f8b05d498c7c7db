namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>only</c> and <c>except</c>: for which pipelines a job is there; older than <c>rules</c>.
/// Source: <c>lib/gitlab/ci/config/entry/policy.rb</c>, gitlabhq.
/// </summary>
internal static class PolicyKeyword
{
    private const string Refs = "should be an array of strings or regular expressions using re2 syntax";

    public static Keyword Only { get; } = new(
        "only", KeywordPlaces.Job, (job, entry, where) => job with { Only = Read(entry, where) });

    public static Keyword Except { get; } = new(
        "except", KeywordPlaces.Job, (job, entry, where) => job with { Except = Read(entry, where) });

    private static PolicyDefinition? Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList)
            return new PolicyDefinition { Refs = ReadRefs(entry, where) };
        if (entry.Value is YamlMap map)
            return ReadMap(entry, map, where);
        where.Sentence(entry.At, "has to be either an array of conditions or a hash");
        return null;
    }

    private static PolicyDefinition ReadMap(YamlEntry entry, YamlMap map, Place where)
    {
        if (map.Entries.Count == 0)
            where.Wrong(entry.At, "can't be blank");
        WordCheck.Check(map, "only", where);
        var kubernetes = map.Find("kubernetes");
        if (kubernetes is not null && RubyText.Of(kubernetes.Value) != "active")
            where.Field("kubernetes").Wrong(kubernetes.At, $"unknown value: {RubyText.Of(kubernetes.Value)}");
        return new PolicyDefinition
        {
            Refs = map.Find("refs") is { } refs ? ReadRefs(refs, where.Field("refs")) : null,
            Variables = map.Find("variables") is { } conditions
                ? ReadConditions(conditions, where.Field("variables"))
                : null,
            Changes = map.Find("changes") is { } changes ? Values.Texts(changes, where.Field("changes")) : null,
            Kubernetes = kubernetes is not null,
        };
    }

    private static IReadOnlyList<string> ReadRefs(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList list && list.Items.All(IsRef))
            return [.. list.Items.Select(i => ((YamlScalar)i).Text)];
        where.Wrong(entry.At, Refs);
        return [];
    }

    private static bool IsRef(YamlNode node) =>
        node is YamlScalar { Kind: ScalarKind.Text } text
        && (!IsExpression(text.Text) || ConditionPattern.Read(text.Text) is not null);

    // Two slashes with something between them, and perhaps flags.
    private static bool IsExpression(string text) =>
        text.Length > 2 && text[0] == '/' && text.TrimEnd('i', 's', 'm', 'U') is { Length: > 2 } end && end[^1] == '/';

    private static IReadOnlyList<string> ReadConditions(YamlEntry entry, Place where)
    {
        var conditions = Values.Texts(entry, where);
        if (conditions.Any(c => Condition.Read(c) is null))
            where.Wrong(entry.At, "invalid expression syntax");
        return conditions;
    }
}
