namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>script</c>: the commands of a job.</summary>
internal static class ScriptKeyword
{
    public static Keyword Keyword { get; } = new(
        "script",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Script = [.. job.Script, .. Values.Script(entry, where)] });

    /// <summary>Adds the error of a job that has nothing to do, or an empty script.</summary>
    public static void Require(YamlEntry job, YamlMap map, Place where)
    {
        var written = map.Entries.FirstOrDefault(e => e.Key == Keyword.Name);
        var isBlank = written?.Value is YamlScalar { Kind: ScalarKind.Null }
            or YamlScalar { Text: "" } or YamlList { Items.Count: 0 };
        if (written is null && map.Find("run") is null)
            Missing(job, where);
        else if (isBlank)
            where.At(Keyword.Name).Wrong(written!.At, "can't be blank");
    }

    /// <summary>Adds the error of an entry at the top level that is neither a keyword nor a job.</summary>
    public static void Missing(YamlEntry job, Place where)
    {
        var place = where with { Path = $"jobs {job.Key}", Keyword = Keyword.Name };
        var hint = KeywordCatalogue.ClosestToRoot(job.Key) is { } meant ? $"did you mean '{meant}'?" : null;
        place.Wrong(job.At, "should implement the script:, run:, or trigger: keyword", hint);
    }
}
