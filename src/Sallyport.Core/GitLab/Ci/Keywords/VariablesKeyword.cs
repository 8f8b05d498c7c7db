namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>variables</c>, of a job and of the top level. Numbers and booleans become text as Ruby prints them.
/// </summary>
internal static class VariablesKeyword
{
    private static readonly string[] RootKeys = ["value", "description", "expand"];
    private static readonly string[] JobKeys = ["value", "expand"];

    public static Keyword Keyword { get; } = new(
        "variables",
        KeywordPlaces.Root | KeywordPlaces.Job,
        (job, entry, where) => job with { Variables = Read(entry, where, JobKeys) });

    /// <summary>Reads those of the top level.</summary>
    public static IReadOnlyList<YamlVariable> ReadRoot(YamlEntry? entry, Place root) =>
        entry is null ? [] : Read(entry, root.In(entry.Key), RootKeys);

    /// <summary>The variables of a job: those of the top level that it inherits, then its own.</summary>
    public static IReadOnlyList<YamlVariable> Join(
        IReadOnlyList<YamlVariable> root, IReadOnlyList<YamlVariable> own, Func<string, bool> inherited)
    {
        var kept = root.Where(r => inherited(r.Key) && !own.Any(o => o.Key == r.Key));
        return [.. kept, .. own];
    }

    private static List<YamlVariable> Read(YamlEntry entry, Place where, IReadOnlyList<string> keys)
    {
        if (entry.Value is YamlMap map)
            return map.Entries.Select(e => ReadOne(e, where, keys)).OfType<YamlVariable>().ToList();
        where.Invalid(entry.At, $"{where} should be a map of names and values");
        return [];
    }

    private static YamlVariable? ReadOne(YamlEntry entry, Place where, IReadOnlyList<string> keys)
    {
        var isName = entry.Key.Length > 0 && entry.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isName)
            where.Invalid(entry.At, $"{where}: the name '{entry.Key}' may only have letters, digits and '_'");
        else if (ValueOf(entry.Value) is { } text)
            return Checked(entry, where, new YamlVariable(entry.Key, text, Raw: false));
        else if (entry.Value is not YamlMap)
            where.Invalid(entry.At, $"{where}:{entry.Key} must be either a string or a map");
        else if (Values.Map(entry, where.In(entry.Key), keys) is { } map)
            return Checked(entry, where, ReadMap(entry.Key, map, where.In(entry.Key)));
        return null;
    }

    private static YamlVariable ReadMap(string key, YamlMap map, Place where)
    {
        var value = map.Find("value");
        var text = value is null ? "" : ValueOf(value.Value);
        if (text is null)
            where.Invalid(value!.At, $"{where}:value should be a string");
        if (map.Find("description") is { } description)
            Values.Text(description, where.In(description.Key));
        var expand = map.Find("expand") is not { } flag || Values.Flag(flag, where.In(flag.Key));
        return new YamlVariable(key, text ?? "", Raw: !expand);
    }

    private static YamlVariable Checked(YamlEntry entry, Place where, YamlVariable variable)
    {
        if (variable.Value.Contains('\0', StringComparison.Ordinal))
            where.Invalid(entry.At, $"{where}:{entry.Key} holds a null character, which no environment can");
        return variable;
    }

    private static string? ValueOf(YamlNode node) =>
        node is YamlScalar { Kind: not ScalarKind.Null } scalar ? scalar.Text : null;
}
