namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>script</c>: the commands of a job.</summary>
internal static class ScriptKeyword
{
    private static readonly string[] Work = ["script", "run", "trigger"];
    private static readonly string[] NotBesideRun = ["script", "before_script", "after_script"];

    public static Keyword Keyword { get; } = new(
        "script",
        KeywordPlaces.Job,
        (job, entry, where) => Values.IsBlank(entry.Value)
            ? job
            : job with { Script = [.. job.Script, .. Values.Script(entry, where)] });

    /// <summary>Whether the job starts a pipeline, or would if it said which.</summary>
    public static bool IsTrigger(YamlMap map) =>
        !Has(map, "script") && !Has(map, "run") && (Has(map, "trigger") || Has(map, "needs"));

    /// <summary>Whether GitLab takes the entry for a job at all.</summary>
    public static bool HasWork(YamlMap map) => IsTrigger(map) || Has(map, "script") || Has(map, "run");

    /// <summary>Adds the errors of a job that has nothing to do, or two things at once.</summary>
    public static void Check(YamlEntry job, YamlMap map, Place where)
    {
        if (IsTrigger(map))
        {
            if (map.Find("trigger") is null && !HasBridge(map))
                where.Wrong(Meant(map)?.At ?? job.At, "should contain either a trigger or a needs:pipeline");
            return;
        }
        if (!Has(map, "script") && !Has(map, "run"))
            Missing(job, map, where);
        else if (!Has(map, "run") && Values.IsBlank(map.Entries.First(e => e.Key == "script").Value))
            where.Field("script").Wrong(map.Entries.First(e => e.Key == "script").At, "can't be blank");
        foreach (var other in NotBesideRun.Where(k => Has(map, k) && Has(map, "run")))
            Together(map, where, other, "run");
        foreach (var work in (string[])["script", "run"])
            if (Has(map, work) && Has(map, "trigger"))
                Together(map, where, work, "trigger");
    }

    /// <summary>Adds the error of an entry at the top level that is neither a keyword nor a job.</summary>
    public static void Missing(YamlEntry job, Place where) => Missing(job, YamlMap.Empty(job.At), where);

    private static void Missing(YamlEntry job, YamlMap map, Place where) => where.In("script").Invalid(
        Meant(map)?.At ?? job.At,
        $"jobs {job.Key} config should implement the script:, run:, or trigger: keyword".ToLowerInvariant(),
        HintOf(map));

    private static string? HintOf(YamlMap map) => Meant(map) is { } entry ? Suggestion.For(entry.Key, Work) : null;

    // The key of somebody who mistyped what the job does.
    private static YamlEntry? Meant(YamlMap map) => map.Entries.FirstOrDefault(
        e => !KeywordCatalogue.OfJob.Has(e.Key) && Suggestion.For(e.Key, Work) is not null);

    private static void Together(YamlMap map, Place where, params string[] keys)
    {
        var written = map.Entries.Where(e => keys.Contains(e.Key)).ToList();
        where.Wrong(
            written[^1].At, $"these keys cannot be used together: {string.Join(", ", written.Select(e => e.Key))}");
    }

    private static bool HasBridge(YamlMap map)
    {
        var needs = map.Find("needs")?.Value;
        var items = (needs as YamlList)?.Items ?? [needs!];
        return items.OfType<YamlMap>().Any(i => Has(i, "pipeline"));
    }

    private static bool Has(YamlMap map, string key) => map.Entries.Any(e => e.Key == key);
}
