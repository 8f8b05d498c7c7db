namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>script</c>: the commands of a job.</summary>
internal static class ScriptKeyword
{
    public static Keyword Keyword { get; } = new(
        "script",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Script = [.. job.Script, .. Values.Script(entry, where)] });

    /// <summary>Adds the error of a job that has nothing to do.</summary>
    public static void Require(YamlEntry job, YamlMap map, Place where)
    {
        var others = (string[])["run", "trigger"]; // a job with one of these has no script at GitLab either
        var hasWork = map.Find("script") is not null || others.Any(o => map.Find(o) is not null);
        if (!hasWork)
            Missing(job, where);
    }

    /// <summary>Adds the error of an entry at the top level that is neither a keyword nor a job.</summary>
    public static void Missing(YamlEntry job, Place where) =>
        where.In("script").Invalid(job.At, $"{where} config should implement the script: keyword");
}
