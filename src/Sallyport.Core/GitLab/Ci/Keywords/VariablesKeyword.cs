namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>variables</c>, of a job, of a rule and of the top level. Numbers and booleans become text as Ruby prints them.
/// Source: <c>lib/gitlab/ci/config/entry/variable.rb</c>, gitlabhq.
/// </summary>
internal static class VariablesKeyword
{
    private static readonly string[] RootKeys = ["value", "description", "expand", "options"];
    private static readonly string[] JobKeys = ["value", "expand"];
    private static readonly string[] RuleKeys = ["value"];

    public static Keyword Keyword { get; } = new(
        "variables",
        KeywordPlaces.Root | KeywordPlaces.Job | KeywordPlaces.Trigger,
        (job, entry, where) => job with { Variables = ReadJob(entry, where) });

    /// <summary>Reads those of the top level.</summary>
    public static IReadOnlyList<YamlVariable> ReadRoot(YamlEntry? entry, Place root) =>
        entry is null ? [] : Read(entry, root.In(entry.Key), RootKeys);

    /// <summary>Reads those of a job or of a service.</summary>
    public static IReadOnlyList<YamlVariable> ReadJob(YamlEntry entry, Place where) => Read(entry, where, JobKeys);

    /// <summary>Reads those of a rule.</summary>
    public static IReadOnlyList<YamlVariable> ReadRule(YamlEntry entry, Place where) => Read(entry, where, RuleKeys);

    /// <summary>The variables of a job: those of the top level that it inherits, then its own.</summary>
    public static IReadOnlyList<YamlVariable> Join(
        IReadOnlyList<YamlVariable> root, IReadOnlyList<YamlVariable> own, VariableInheritance inherited)
    {
        var kept = root.Where(r => inherited.Takes(r.Key) && !own.Any(o => o.Key == r.Key));
        return [.. kept, .. own];
    }

    private static List<YamlVariable> Read(YamlEntry entry, Place where, IReadOnlyList<string> keys)
    {
        if (entry.Value is YamlMap map)
            return map.Entries.Select(e => ReadOne(e, where, keys)).OfType<YamlVariable>().ToList();
        where.Wrong(entry.At, "should be a hash");
        return [];
    }

    private static YamlVariable? ReadOne(YamlEntry entry, Place where, IReadOnlyList<string> keys)
    {
        var isName = entry.Key.Length > 0 && entry.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isName)
            where.Unsupported(
                entry.At, $"{where}: the name '{entry.Key}' may only have letters, digits and '_', or no shell sees it");
        if (ValueOf(entry.Value) is { } text)
            return Checked(entry, where, new YamlVariable(entry.Key, text, Raw: false));
        if (entry.Value is not YamlMap map)
        {
            where.Invalid(entry.At, "variable definition must be either a string or a hash");
            return null;
        }
        where = where.In(entry.Key);
        var unknown = map.Entries.Where(e => !keys.Contains(e.Key, StringComparer.Ordinal)).Select(e => e.Key).ToList();
        if (unknown.Count > 0)
            where.Wrong(map.At, $"uses invalid data keys: {string.Join(", ", unknown)}");
        return Checked(entry, where, ReadMap(entry.Key, map, where));
    }

    private static YamlVariable ReadMap(string key, YamlMap map, Place where)
    {
        var value = map.Find("value");
        var text = value is null ? "" : ValueOf(value.Value);
        if (text is null)
            where.At("value").Wrong(value!.At, "should be a string");
        if (map.Find("description") is { } description)
            Values.Text(description, where.At(description.Key));
        var options = map.Find("options") is { } list ? Values.Texts(list, where.At(list.Key)) : null;
        if (options is not null && !options.Contains(text ?? "", StringComparer.Ordinal))
            where.Wrong(map.At, "value must be present in options");
        var expand = map.Find("expand") is not { } flag || Values.Flag(flag, where.At(flag.Key));
        return new YamlVariable(key, text ?? "", Raw: !expand);
    }

    private static YamlVariable Checked(YamlEntry entry, Place where, YamlVariable variable)
    {
        if (variable.Value.Contains('\0', StringComparison.Ordinal))
            where.Unsupported(entry.At, $"{where}:{entry.Key} holds a null character, which no environment can");
        return variable;
    }

    private static string? ValueOf(YamlNode node) =>
        node is YamlScalar { Kind: not ScalarKind.Null } scalar ? scalar.Text : null;
}
