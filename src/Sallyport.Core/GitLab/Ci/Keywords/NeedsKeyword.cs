using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>needs</c>: the jobs that a job waits for. Source: <c>lib/gitlab/ci/config/entry/needs.rb</c>, gitlabhq.
/// </summary>
internal static partial class NeedsKeyword
{
    /// <summary>How many jobs one job can need.</summary>
    public const int Maximum = 50;

    private static readonly string[] OtherPipeline = ["pipeline", "project", "ref"];

    public static Keyword Keyword { get; } = new(
        "needs",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Needs = Read(entry, where) });

    /// <summary>Reads the list; needs on other pipelines are left out.</summary>
    public static IReadOnlyList<NeedDefinition>? Read(YamlEntry entry, Place where)
    {
        if (entry.Value is not (YamlList or YamlMap))
        {
            where.Wrong(entry.At, "can only be a hash or an array");
            return null;
        }
        var items = new List<YamlNode>();
        Values.Flatten(entry.Value, 0, items, _ => true);
        if (entry.Value is YamlMap { Entries.Count: 0 })
            where.Wrong(entry.At, "can not be an empty hash");
        if (items.Exists(HasNumber))
            where.Wrong(entry.At, "cannot use \"parallel: <number>\".");
        return items.SelectMany(i => ReadOne(i, where.In("need"))).ToList();
    }

    /// <summary>The needs of one job of <c>parallel:matrix</c>: its values stand in the place of their names.</summary>
    /// <param name="needs">The needs of all of them.</param>
    /// <param name="matrix">The values of the job.</param>
    /// <param name="at">The line of the job.</param>
    /// <param name="where">The place of the job.</param>
    public static IReadOnlyList<NeedDefinition>? For(
        IReadOnlyList<NeedDefinition>? needs, IReadOnlyList<YamlVariable> matrix, Position at, Place where)
    {
        string Value(Match reference)
        {
            var name = reference.Groups[1].Value;
            var value = matrix.FirstOrDefault(v => v.Key == name)?.Value;
            if (value is null)
                where.Invalid(at, $"'{name}' does not exist in matrix configuration");
            return value ?? "";
        }
        if (needs is not { Count: <= Maximum } || !needs.Any(n => n.Job.Contains("$[[", StringComparison.Ordinal)))
            return needs;
        return needs.Select(n => n with { Job = MatrixReference().Replace(n.Job, Value) }).ToList();
    }

    private static List<NeedDefinition> ReadOne(YamlNode item, Place where)
    {
        if (item is YamlScalar { Kind: ScalarKind.Text } name)
        {
            if (Values.IsBlank(item))
                where.Wrong(item.At, "can't be blank");
            return [new NeedDefinition(name.Text)];
        }
        if (item is YamlMap map && HasJob(map))
            return ReadMap(map, where);
        where.Sentence(item.At, "has an unsupported type");
        return [];
    }

    private static List<NeedDefinition> ReadMap(YamlMap map, Place where)
    {
        WordCheck.Check(map, "needs", where);
        var artifacts = Values.Flag(map, "artifacts", where) ?? true;
        var optional = Values.Flag(map, "optional", where) ?? false;
        if (IsElsewhere(map) || Values.Text(map, "job", where) is not { } name)
            return [];
        if (string.IsNullOrWhiteSpace(name))
            where.Field("job").Wrong(map.Find("job")!.At, "can't be blank");
        var need = new NeedDefinition(name, artifacts, optional);
        if (map.Find("parallel") is not { } parallel || HasNumber(map))
            return [need];
        var names = ParallelKeyword.Names(parallel, name, where.In(parallel.Key));
        return names.Select(n => need with { Job = n, Group = name }).ToList();
    }

    private static bool HasJob(YamlMap map) => map.Find("job") is not null || IsElsewhere(map);

    private static bool IsElsewhere(YamlMap map) => OtherPipeline.Any(k => map.Find(k) is not null);

    private static bool HasNumber(YamlNode item) =>
        (item as YamlMap)?.Find("parallel")?.Value is YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Float };

    [GeneratedRegex(@"\$\[\[\s*matrix\.(\w+)\s*\]\]", RegexOptions.NonBacktracking)]
    private static partial Regex MatrixReference();
}
