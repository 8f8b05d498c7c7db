namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>parallel</c>: a number of equal jobs, or one for each combination of some variables' values. Jobs of the same
/// name are one. Source: <c>lib/gitlab/ci/config/normalizer</c>, gitlabhq.
/// </summary>
internal static class ParallelKeyword
{
    private const int MaximumJobs = 200;

    public static Keyword Keyword { get; } = new("parallel", KeywordPlaces.Job);

    /// <summary>The jobs that a job becomes, with their names; null when it stays one.</summary>
    /// <param name="job">The job's map.</param>
    /// <param name="name">Its name.</param>
    /// <param name="where">Its place.</param>
    public static IReadOnlyList<NamedInstance>? Read(YamlMap job, string name, Place where)
    {
        if (job.Find(Keyword.Name) is not { } entry)
            return null;
        where = where.In(entry.Key);
        if (entry.Value is YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Float })
            return ReadNumber(entry, name, where);
        return entry.Value is YamlMap ? ReadMatrix(entry, name, where) : Refuse(entry, where);
    }

    /// <summary>The names of some combinations of a job's matrix.</summary>
    /// <param name="entry">The map with <c>matrix</c>.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="where">Its place.</param>
    public static IReadOnlyList<string> Names(YamlEntry entry, string name, Place where) =>
        entry.Value is YamlMap
            ? [.. (ReadMatrix(entry, name, where) ?? []).Select(i => i.Name)]
            : [.. (Refuse(entry, where) ?? []).Select(i => i.Name)];

    private static List<NamedInstance>? ReadNumber(YamlEntry entry, string name, Place where)
    {
        if (where.IsTrigger)
            where.Wrong(entry.At, "cannot use \"parallel: <number>\".");
        if (Values.Number(entry, where, 1, MaximumJobs) is not { } total)
            return null;
        string NameOf(int index) => $"{name} {Values.Text(index)}/{Values.Text(total)}";
        var numbers = Enumerable.Range(1, total);
        return numbers.Select(i => new NamedInstance(NameOf(i), new ParallelInstance(name, i, total, []))).ToList();
    }

    private static List<NamedInstance>? ReadMatrix(YamlEntry entry, string name, Place where)
    {
        var map = Values.Map(entry, where, "parallel")!;
        if (!Values.Require(map, entry.At, where, "matrix"))
            return null;
        var matrix = map.Entries.First(e => e.Key == "matrix");
        where = where.In(matrix.Key);
        if (matrix.Value is not YamlList list || list.Items.OfType<YamlMap>().Count() < list.Items.Count)
        {
            where.Wrong(matrix.At, "should be an array of hashes");
            return null;
        }
        var columns = list.Items.Select(i => ReadColumns((YamlMap)i, where.In("variables"))).ToList();
        if (columns.Sum(Size) > MaximumJobs)
        {
            where.Wrong(matrix.At, $"generates too many jobs (maximum is {Values.Text(MaximumJobs)})");
            return null;
        }
        if (columns.Sum(c => Size(c) * c.Sum(v => (long)v.Values.Max(t => t.Length))) > Budget.Whole)
        {
            where.Invalid(matrix.At, Budget.Exceeded); // each job has its values in its name too
            return null;
        }
        var rows = columns.SelectMany(Combine).ToList();
        return rows.Select((r, i) => Instance(name, r, i + 1, rows.Count)).DistinctBy(i => i.Name).ToList();
    }

    private static NamedInstance Instance(string name, List<YamlVariable> row, int index, int total)
    {
        var values = string.Join(", ", row.Select(v => v.Value));
        return new NamedInstance($"{name}: [{values}]", new ParallelInstance(name, index, total, row));
    }

    // Each variable with its values.
    private static List<Column> ReadColumns(YamlMap map, Place where)
    {
        if (map.Entries.Count == 0)
            where.Wrong(map.At, "requires at least 1 items");
        var columns = new List<Column>();
        foreach (var entry in map.Entries)
        {
            var values = (entry.Value as YamlList)?.Items ?? [entry.Value];
            if (values.Count > 0 && values.All(IsValue))
                columns.Add(new Column(entry.Key, [.. values.Select(v => ((YamlScalar)v).Text)]));
            else
                where.Wrong(entry.At, "should be a hash of key value pairs, value can be an array");
        }
        return columns;
    }

    private static bool IsValue(YamlNode node) => node is YamlScalar { Kind: ScalarKind.Text or ScalarKind.Integer };

    private static long Size(List<Column> columns) =>
        columns.Aggregate(1L, (product, c) => Math.Min(product * c.Values.Count, MaximumJobs + 1));

    // The first variable changes slowest.
    private static IEnumerable<List<YamlVariable>> Combine(List<Column> columns)
    {
        IEnumerable<List<YamlVariable>> rows = columns.Count == 0 ? [] : [[]];
        foreach (var column in columns)
            rows = rows.SelectMany(r => column.Values.Select(v => Longer(r, new YamlVariable(column.Key, v, false))));
        return rows;
    }

    private static List<YamlVariable> Longer(List<YamlVariable> row, YamlVariable next) => [.. row, next];

    private static List<NamedInstance>? Refuse(YamlEntry entry, Place where)
    {
        where.Sentence(entry.At, "should be an integer or a hash");
        return null;
    }

    private sealed record Column(string Key, IReadOnlyList<string> Values);
}

/// <summary>One of the jobs that a job with <c>parallel</c> becomes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Instance">Its place among the others.</param>
internal sealed record NamedInstance(string Name, ParallelInstance Instance);
