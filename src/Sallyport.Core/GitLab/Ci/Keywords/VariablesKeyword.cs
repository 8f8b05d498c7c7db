namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>variables</c>, of a job, of a rule and of the top level. Numbers and booleans become text as Ruby prints them.
/// Source: <c>lib/gitlab/ci/config/entry/variable.rb</c>, gitlabhq.
/// </summary>
internal static class VariablesKeyword
{
    private const string OfJob = "variable";
    private const string OfRoot = "top-level variable";

    public static Keyword Keyword { get; } = new(
        "variables",
        KeywordPlaces.Root | KeywordPlaces.Job,
        (job, entry, where) => job with { Variables = Read(entry, where, OfJob) });

    /// <summary>Reads those of the top level.</summary>
    public static IReadOnlyList<YamlVariable> ReadRoot(YamlEntry? entry, Place root) =>
        entry is null ? [] : Read(entry, root.In(entry.Key), OfRoot);

    /// <summary>Reads variables that have a value only: those of a rule and of a service.</summary>
    public static IReadOnlyList<YamlVariable> ReadPlain(YamlEntry entry, Place where) => Read(entry, where, null);

    private static List<YamlVariable> Read(YamlEntry entry, Place where, string? place)
    {
        if (entry.Value is YamlMap map)
            return map.Entries.Select(e => ReadOne(e, where.In(e.Key), place)).OfType<YamlVariable>().ToList();
        where.Wrong(entry.At, "should be a hash");
        return [];
    }

    private static YamlVariable? ReadOne(YamlEntry entry, Place where, string? place)
    {
        var read = ValueOf(entry.Value) is { } text
            ? new YamlVariable(entry.Key, text, Raw: false)
            : ReadMap(entry, where, place);
        if (!YamlVariable.IsName(entry.Key))
            where.Unsupported(entry.At, $"{where}: the name '{entry.Key}' may only have letters, digits and '_'");
        if (read?.Value.Contains('\0', StringComparison.Ordinal) ?? false)
            where.Unsupported(entry.At, $"{where} holds a null character, which no environment can");
        return read;
    }

    private static YamlVariable? ReadMap(YamlEntry entry, Place where, string? place)
    {
        if (entry.Value is not YamlMap map)
        {
            where.Invalid(entry.At, "variable definition must be either a string or a hash");
            return null;
        }
        if (place is null)
        {
            where.Wrong(entry.At, "must be a string");
            return null;
        }
        WordCheck.Check(map, place, where, "uses invalid data keys");
        var value = map.Find("value");
        var text = value is null ? "" : ValueOf(value.Value);
        if (text is null)
            where.Field("value").Wrong(value!.At, "must be a scalar");
        CheckForm(map, text, where, place);
        var expand = map.Find("expand") is not { } flag || Values.Flag(flag, where.Field("expand"));
        return new YamlVariable(entry.Key, text ?? "", Raw: !expand);
    }

    // What a person sees who starts a pipeline by hand.
    private static void CheckForm(YamlMap map, string? value, Place where, string place)
    {
        var description = map.Find("description");
        var isText = description?.Value is null or YamlScalar { Kind: ScalarKind.Text or ScalarKind.Integer };
        if (!isText)
            where.Field("description").Wrong(description!.At, "must be an alphanumeric string");
        if (map.Find("options") is not { } options || place != OfRoot)
            return;
        var choices = Values.Texts(options, where.Field("options"));
        if (choices.Count > 0 && !choices.Contains(value, StringComparer.Ordinal))
            where.Wrong(options.At, "value must be present in options");
    }

    private static string? ValueOf(YamlNode node) =>
        node is YamlScalar { Kind: not ScalarKind.Null } scalar ? scalar.Text : null;
}
