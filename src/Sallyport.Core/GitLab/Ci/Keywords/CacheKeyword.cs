namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>cache</c>: files that runs keep for each other. It is checked and then forgotten.
/// Source: <c>lib/gitlab/ci/config/entry/cache.rb</c>, gitlabhq.
/// </summary>
internal static class CacheKeyword
{
    private const int MaximumCaches = 4;
    private const int MaximumFiles = 2;
    private const int MaximumFallbackKeys = 5;

    private static readonly string[] Moments = ["on_success", "on_failure", "always"];
    private static readonly string[] Policies = ["pull-push", "push", "pull"];

    public static Keyword Keyword { get; } = new(
        "cache", KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job, Read);

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList { Items.Count: > MaximumCaches })
            where.Wrong(entry.At, $"no more than {Values.Text(MaximumCaches)} caches can be created");
        if (entry.Value is not (YamlMap or YamlList))
            where.Wrong(entry.At, "can only be a hash or an array");
        var items = (entry.Value as YamlList)?.Items ?? [entry.Value];
        foreach (var item in items.Where(_ => entry.Value is not YamlScalar))
            ReadOne(new YamlEntry(entry.Key, item.At, item), where);
        return job;
    }

    private static void ReadOne(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "cache") is not { } map)
            return;
        if (map.Find("key") is { } key)
            ReadKey(key, where.In(key.Key));
        if (map.Find("paths") is { } paths)
            Values.Texts(paths, where.In(paths.Key));
        foreach (var name in (string[])["untracked", "unprotect"])
            if (map.Find(name) is { } flag)
                Values.Flag(flag, where.In(name));
        if (map.Find("when") is { } when)
            Values.Word(when, where.Field("when"), Moments);
        if (Values.Text(map, "policy", where) is { } policy && !IsPolicy(policy))
            where.Field("policy").Wrong(
                map.Find("policy")!.At, $"should be a variable or one of: {string.Join(", ", Policies)}");
        if (map.Find("fallback_keys") is not { } fallback)
            return;
        if (Values.Texts(fallback, where.In(fallback.Key)).Count > MaximumFallbackKeys)
            where.Field("fallback_keys").Wrong(
                fallback.At, $"has to many entries (maximum {Values.Text(MaximumFallbackKeys)})");
    }

    private static bool IsPolicy(string text) =>
        text.Length == 0
        || Policies.Contains(text, StringComparer.Ordinal)
        || text.Contains('$', StringComparison.Ordinal);

    private static void ReadKey(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlMap map)
            ReadFiles(map, entry, where);
        else if (entry.Value is not YamlScalar { Kind: ScalarKind.Text } text)
            where.Sentence(entry.At, "should be a hash, a string or a symbol");
        else if (Uri.UnescapeDataString(text.Text).Contains('/', StringComparison.Ordinal))
            where.Wrong(entry.At, "cannot contain the \"/\" character");
        else if (Uri.UnescapeDataString(text.Text) is "." or "..")
            where.Wrong(entry.At, "cannot be \".\" or \"..\"");
    }

    private static void ReadFiles(YamlMap map, YamlEntry entry, Place where)
    {
        WordCheck.Check(map, "cache:key", where);
        var files = map.Find("files") ?? map.Find("files_commits");
        if (files is null)
            where.Wrong(entry.At, "missing required keys: files");
        else if (files.Value is YamlList { Items.Count: 0 })
            where.In(files.Key).Wrong(files.At, "requires at least 1 item");
        else if (Values.Texts(files, where.In(files.Key)).Count > MaximumFiles)
            where.In(files.Key).Wrong(files.At, $"has too many items (maximum is {Values.Text(MaximumFiles)})");
        if (map.Find("prefix") is { } prefix && !Values.IsText(prefix.Value))
            where.In(prefix.Key).Wrong(prefix.At, "should be a string or symbol");
    }
}
