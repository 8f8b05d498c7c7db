namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>parallel</c>: several jobs of one, by number or by values. Source:
/// <c>lib/gitlab/ci/config/normalizer</c>, gitlabhq.
/// </summary>
internal static class ParallelKeyword
{
    private const int Maximum = 200;

    public static Keyword Keyword { get; } = new("parallel", KeywordPlaces.Job | KeywordPlaces.Trigger);

    /// <summary>One job of a <c>parallel</c>.</summary>
    /// <param name="Name">Its name as GitLab shows it.</param>
    /// <param name="Place">Its place among them.</param>
    public sealed record Instance(string Name, ParallelInstance Place);

    /// <summary>The job's instances: itself when it has no <c>parallel</c>.</summary>
    public static IEnumerable<JobDefinition> Expand(JobDefinition job, YamlMap map, Place where)
    {
        if (map.Find(Keyword.Name) is not { } entry)
            return [job];
        where = where.In(Keyword.Name);
        if (entry.Value is not YamlMap && job.Trigger is not null)
            where.Wrong(entry.At, "should be a hash");
        var instances = Instances(job.Name, entry, where);
        return instances.Select(i => job with
        {
            Name = i.Name,
            Parallel = i.Place,
            Variables = [.. job.Variables.Where(v => i.Place.Matrix.All(m => m.Key != v.Key)), .. i.Place.Matrix],
        });
    }

    /// <summary>The instances that a <c>parallel</c> stands for.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="entry">The keyword.</param>
    /// <param name="where">Its place.</param>
    public static IReadOnlyList<Instance> Instances(string job, YamlEntry entry, Place where)
    {
        if (entry.Value is YamlMap)
            return OfMatrix(job, entry, where);
        if (Values.Integer(entry.Value) is not { } total)
            where.Whole().Wrong(entry.At, "should be an integer or a hash");
        else if (total < 1)
            where.Wrong(entry.At, "must be greater than or equal to 1");
        else if (total > Maximum)
            where.Wrong(entry.At, $"must be less than or equal to {Maximum}");
        else
            return [.. Enumerable.Range(1, total).Select(n => Numbered(job, n, total))];
        return [];
    }

    private static Instance Numbered(string job, int index, int total) =>
        new($"{job} {index}/{total}", new ParallelInstance(job, index, total, []));

    private static IReadOnlyList<Instance> OfMatrix(string job, YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "matrix") is not { } map)
            return [];
        if (Values.Required(map, "matrix", entry.At, where) is not { } matrix)
            return [];
        where = where.In(matrix.Key);
        if (matrix.Value is not YamlList { Items.Count: > 0 } list || list.Items.Any(i => i is not YamlMap))
        {
            where.Wrong(matrix.At, "should be an array of hashes");
            return [];
        }
        var combinations = list.Items.Cast<YamlMap>()
            .SelectMany(m => Combine(m, where)).Take(Maximum + 1)
            .DistinctBy(NameOf, StringComparer.Ordinal).ToList();
        if (combinations.Count > Maximum)
        {
            where.Wrong(matrix.At, $"generates too many jobs (maximum is {Maximum})");
            return [];
        }
        return [.. combinations.Select((c, n) => new Instance(
            $"{job}: [{NameOf(c)}]", new ParallelInstance(job, n + 1, combinations.Count, c)))];
    }

    private static string NameOf(IReadOnlyList<YamlVariable> values) => string.Join(", ", values.Select(v => v.Value));

    // Every value of the first key with every value of the second, and so on; the last key changes fastest.
    private static IEnumerable<IReadOnlyList<YamlVariable>> Combine(YamlMap map, Place where)
    {
        IEnumerable<IReadOnlyList<YamlVariable>> combinations = [[]];
        foreach (var entry in map.Entries)
        {
            var values = ValuesOf(entry, where);
            combinations = combinations.SelectMany(c => values.Select(v => With(c, entry.Key, v)));
        }
        return combinations;
    }

    private static IReadOnlyList<YamlVariable> With(IReadOnlyList<YamlVariable> values, string key, string value) =>
        [.. values, new YamlVariable(key, value, Raw: false)];

    private static List<string> ValuesOf(YamlEntry entry, Place where)
    {
        IReadOnlyList<YamlNode> items = entry.Value is YamlList list ? list.Items : [entry.Value];
        var isValid = items.Count > 0 && items.All(i => i is YamlScalar { Kind: not ScalarKind.Null });
        if (isValid)
            return items.Cast<YamlScalar>().Select(s => s.Text).ToList();
        where.Wrong(entry.At, "should be a hash of key value pairs, value can be an array");
        return [];
    }
}
