namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The <c>rules</c> of an <c>include</c>. Source: <c>lib/gitlab/ci/config/entry/include/rules/rule.rb</c>, gitlabhq.
/// </summary>
internal static class IncludeRules
{
    private static readonly string[] Keys = ["if", "exists", "when", "changes"];
    private static readonly string[] Moments = ["never", "always"];

    /// <summary>The rules; null after an error.</summary>
    /// <param name="rules">The value of <c>rules</c>.</param>
    /// <param name="repository">The other project that the file with the rule comes from, or null.</param>
    /// <param name="where">The place of <c>include</c>.</param>
    public static IReadOnlyList<RuleDefinition>? Read(YamlEntry rules, CiRepository? repository, Place where)
    {
        if (rules.Value is not YamlList list)
        {
            where.Invalid(rules.At, "include:rules config should be a array");
            return null;
        }
        var read = list.Items.Select(i => ReadOne(i, repository, where)).ToList();
        return read.Contains(null) ? null : read.ConvertAll(r => r!);
    }

    private static RuleDefinition? ReadOne(YamlNode item, CiRepository? repository, Place where)
    {
        if (item is not YamlMap map)
            return Refuse(item.At, "config should be a hash", where);
        if (map.Entries.Count == 0)
            return Refuse(item.At, "config can't be blank", where);
        var unknown = map.Entries.Where(e => !Keys.Contains(e.Key, StringComparer.Ordinal)).ToList();
        if (unknown.Count > 0)
            return Refuse(
                unknown[0].At, $"config contains unknown keys: {string.Join(", ", unknown.Select(e => e.Key))}", where);
        if (map.Find("if") is { Value: var condition } && !Values.IsText(condition))
            return Refuse(condition.At, "if invalid expression syntax", where);
        var never = map.Find("when")?.Value;
        if (never is not null && !(Values.IsText(never) && Moments.Contains(TextOf(never), StringComparer.Ordinal)))
            return Refuse(never.At, "when unknown value: " + RubyText.Of(never), where);
        return new RuleDefinition
        {
            If = TextOf(map.Find("if")?.Value),
            Exists = map.Find("exists") is { } exists ? ExistsOf(exists.Value, repository) : null,
            Changes = map.Find("changes") is { } changes ? ChangesOf(changes.Value) : null,
            When = TextOf(never) == "never" ? JobWhen.Never : null,
        };
    }

    private static RuleDefinition? Refuse(Position at, string sentence, Place where)
    {
        where.Invalid(at, $"include:rules:rule {sentence}");
        return null;
    }

    // A nested file asks for the files of the project that it comes from.
    private static ExistsDefinition ExistsOf(YamlNode value, CiRepository? repository)
    {
        if (value is not YamlMap map)
            return new ExistsDefinition(TextsOf(value), repository?.Project, repository?.Ref);
        var project = TextOf(map.Find("project")?.Value);
        var reference = TextOf(map.Find("ref")?.Value);
        return new ExistsDefinition(
            TextsOf(map.Find("paths")?.Value),
            project ?? repository?.Project,
            project is null ? repository?.Ref : reference);
    }

    private static ChangesDefinition ChangesOf(YamlNode value) => value is YamlMap map
        ? new ChangesDefinition(TextsOf(map.Find("paths")?.Value), TextOf(map.Find("compare_to")?.Value))
        : new ChangesDefinition(TextsOf(value), null);

    private static IReadOnlyList<string> TextsOf(YamlNode? value) => value switch
    {
        YamlList list => [.. list.Items.OfType<YamlScalar>().Select(s => s.Text)],
        YamlScalar scalar => [scalar.Text],
        _ => [],
    };

    private static string? TextOf(YamlNode? value) => (value as YamlScalar)?.Text;
}
