namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>needs</c>: the jobs that a job waits for, in place of all earlier stages. Those of other pipelines are not
/// fetched. Source: <c>lib/gitlab/ci/config/entry/need.rb</c>, gitlabhq.
/// </summary>
internal static class NeedsKeyword
{
    private static readonly string[] Keys = ["job", "artifacts", "optional", "parallel", "pipeline", "project", "ref"];

    private static readonly Keyword Elsewhere = new("needs:project, needs:pipeline", 0)
    {
        Effect = KeywordEffect.Refused,
        Remark = "artifacts of other pipelines cannot be fetched; remove the entry, or put the files into the "
            + "repository with `--working-tree`.",
    };

    public static Keyword Keyword { get; } = new(
        "needs",
        KeywordPlaces.Job | KeywordPlaces.Trigger,
        (job, entry, where) => job with { Needs = Read(entry, where) })
    {
        Parts = [Elsewhere],
    };

    /// <summary>Reads the list, of a job or of a rule.</summary>
    public static IReadOnlyList<NeedDefinition> Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlMap map)
            return [.. ReadMap(map, where)];
        if (entry.Value is YamlList list)
            return list.Items.SelectMany(i => ReadOne(i, where)).ToList();
        where.Wrong(entry.At, "can only be a hash or an array");
        return [];
    }

    private static IEnumerable<NeedDefinition> ReadOne(YamlNode node, Place where)
    {
        if (node is YamlScalar { Kind: ScalarKind.Text } scalar)
            return [new NeedDefinition(scalar.Text)];
        if (node is YamlMap map)
            return ReadMap(map, where);
        where.In("need").Whole().Wrong(node.At, "has an unsupported type");
        return [];
    }

    private static IEnumerable<NeedDefinition> ReadMap(YamlMap map, Place where)
    {
        where = where.In("need");
        where.Unknown([.. map.Entries.Where(e => !Keys.Contains(e.Key, StringComparer.Ordinal))], Keys);
        var isElsewhere = map.Find("pipeline") is not null || map.Find("project") is not null;
        if (isElsewhere)
        {
            Elsewhere.Tell(map.At, where);
            return [];
        }
        if (map.Find("job") is not { } job)
        {
            where.At("job").Wrong(map.At, "can't be blank");
            return [];
        }
        var artifacts = map.Find("artifacts") is not { } bring || Values.Flag(bring, where.At(bring.Key));
        var optional = map.Find("optional") is { } may && Values.Flag(may, where.At(may.Key));
        var name = Values.Text(job, where.At(job.Key)) ?? "";
        var names = map.Find("parallel") is { } some ? NamesOf(name, some, where.In(some.Key)) : [name];
        return names.Select(n => new NeedDefinition(n, artifacts, optional));
    }

    private static IEnumerable<string> NamesOf(string job, YamlEntry parallel, Place where)
    {
        if (parallel.Value is YamlMap)
            return ParallelKeyword.Instances(job, parallel, where).Select(i => i.Name);
        where.Wrong(parallel.At, "cannot use \"parallel: <number>\".");
        return [];
    }
}
