namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>cache</c>: files that later pipelines find again. Source: <c>entry/cache.rb</c>, gitlabhq.</summary>
internal static class CacheKeyword
{
    private const int MaximumCaches = 4;
    private const int MaximumFallbacks = 5;

    private static readonly string[] Keys =
        ["key", "paths", "untracked", "policy", "when", "unprotect", "fallback_keys"];

    private static readonly string[] KeyKeys = ["files", "files_commits", "prefix"];
    private static readonly string[] Moments = ["on_success", "on_failure", "always"];
    private static readonly string[] Policies = ["pull-push", "push", "pull"];

    public static Keyword Keyword { get; } = new(
        "cache", KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job, Read)
    {
        Effect = KeywordEffect.None, Remark = "each job begins without a cache.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        var caches = entry.Value is YamlList list ? list.Items : [entry.Value];
        if (caches.Count > MaximumCaches)
            where.Wrong(entry.At, $"no more than {MaximumCaches} caches can be created");
        foreach (var cache in caches)
            Check(entry with { Value = cache }, where);
        return job;
    }

    private static void Check(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, Keys) is not { } map)
            return;
        if (map.Find("paths") is { } paths)
            Values.Texts(paths, where.In(paths.Key));
        if (map.Find("untracked") is { } untracked)
            Values.Flag(untracked, where.In(untracked.Key));
        if (map.Find("when") is { } when)
            Values.Word(when, where.At(when.Key), Moments);
        if (map.Find("policy") is { Value: YamlScalar { Text: var text } } policy && !text.Contains('$'))
            Values.Word(policy, where.At(policy.Key), Policies);
        var others = map.Find("fallback_keys");
        if (others is not null && Values.Texts(others, where.At(others.Key)).Count > MaximumFallbacks)
            where.At(others.Key).Wrong(others.At, $"has too many entries (maximum {MaximumFallbacks})");
        if (map.Find("key") is { } key)
            CheckKey(key, where.In(key.Key));
    }

    private static void CheckKey(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Text: var text })
            CheckText(entry, text, where);
        else if (Values.MapOr(entry, where, "a hash, a string or a symbol", KeyKeys) is { } map)
            CheckFiles(map, entry.At, where);
    }

    private static void CheckText(YamlEntry entry, string key, Place where)
    {
        var isDots = key.Length > 0 && key.All(c => c == '.');
        var hasSlash = key.Contains('/', StringComparison.Ordinal)
            || key.Contains("%2F", StringComparison.OrdinalIgnoreCase);
        if (isDots || hasSlash)
            where.Wrong(entry.At, "cannot contain the \"/\" character, or any number of \".\" characters only");
    }

    private static void CheckFiles(YamlMap map, Position at, Place where)
    {
        var files = map.Find("files") ?? map.Find("files_commits");
        if (files is null)
            where.Wrong(at, "missing required keys: files");
        else
            Values.Texts(files, where.In(files.Key));
        if (map.Find("prefix") is { } prefix)
            Values.Text(prefix, where.In(prefix.Key));
    }
}
