namespace Sallyport.Core.GitLab;

/// <summary>Reads <c>variables</c>. Numbers and booleans become text as Ruby prints them.</summary>
internal static class CiVariables
{
    private static readonly string[] GlobalKeys = ["value", "description", "expand"];
    private static readonly string[] JobKeys = ["value", "expand"];

    /// <summary>Those of the top level.</summary>
    public static IReadOnlyList<YamlVariable> ReadGlobal(CiErrors errors, CiEntry entry) => Read(errors, entry, "root", GlobalKeys);

    /// <summary>Those of a job.</summary>
    public static IReadOnlyList<YamlVariable> ReadOfJob(CiErrors errors, CiEntry entry, string where) => Read(errors, entry, where, JobKeys);

    private static List<YamlVariable> Read(CiErrors errors, CiEntry entry, string where, IReadOnlyList<string> keys)
    {
        if (entry.Value is CiMap map)
            return map.Entries.Select(e => ReadOne(errors, e, $"{where}:{entry.Key}", keys)).OfType<YamlVariable>().ToList();
        errors.Add(entry.Line, $"{where}:{entry.Key} should be a map of names and values");
        return [];
    }

    private static YamlVariable? ReadOne(CiErrors errors, CiEntry entry, string where, IReadOnlyList<string> keys)
    {
        if (entry.Key.Length == 0 || !entry.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            errors.Add(entry.Line, $"{where}: the name '{entry.Key}' may only have letters, digits and '_'");
        else if (Value(entry.Value) is { } text)
            return Checked(errors, entry, where, new YamlVariable(entry.Key, text, false));
        else if (entry.Value is not CiMap)
            errors.Add(entry.Line, $"{where}:{entry.Key} must be either a string or a map");
        else if (CiValues.Map(errors, entry, where, keys) is { } map)
            return Checked(errors, entry, where, ReadMap(errors, entry.Key, map, $"{where}:{entry.Key}"));
        return null;
    }

    private static YamlVariable ReadMap(CiErrors errors, string key, CiMap map, string where)
    {
        var value = map.Find("value");
        if (value is not null && Value(value.Value) is null)
            errors.Add(value.Line, $"{where}:value should be a string");
        if (map.Find("description") is { } description)
            CiValues.Text(errors, description, where);
        var expand = map.Find("expand") is not { } flag || CiValues.Flag(errors, flag, where);
        return new YamlVariable(key, value is null ? "" : Value(value.Value) ?? "", !expand);
    }

    private static YamlVariable Checked(CiErrors errors, CiEntry entry, string where, YamlVariable variable)
    {
        if (variable.Value.Contains('\0', StringComparison.Ordinal))
            errors.Add(entry.Line, $"{where}:{entry.Key} holds a null character, which no environment can");
        return variable;
    }

    private static string? Value(CiNode node) => node is CiScalar { Kind: not ScalarKind.Null } scalar ? scalar.Text : null;
}
