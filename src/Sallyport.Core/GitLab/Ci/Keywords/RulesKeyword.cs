namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>rules</c>, of a job and of <c>workflow</c>. Source: <c>lib/gitlab/ci/config/entry/rules/rule.rb</c>, gitlabhq.
/// </summary>
internal static class RulesKeyword
{
    private const int MaximumPatterns = 50;

    private static readonly string[] JobKeys =
    [
        "if", "changes", "exists", "when", "start_in", "allow_failure", "variables", "needs", "interruptible",
    ];

    private static readonly string[] WorkflowKeys = [.. JobKeys, "auto_cancel"];
    private static readonly string[] JobWords = ["on_success", "on_failure", "always", "never", "manual", "delayed"];
    private static readonly string[] WorkflowWords = ["always", "never"];

    public static Keyword Keyword { get; } = new(
        "rules",
        KeywordPlaces.Job | KeywordPlaces.Trigger,
        (job, entry, where) => job with { Rules = Read(entry, where, ofWorkflow: false) });

    /// <summary>Reads the list, in which lists are flattened.</summary>
    /// <param name="entry">The keyword.</param>
    /// <param name="where">Its place.</param>
    /// <param name="ofWorkflow">Whether they decide about the whole pipeline.</param>
    public static IReadOnlyList<RuleDefinition> Read(YamlEntry entry, Place where, bool ofWorkflow)
    {
        if (entry.Value is not YamlList list)
        {
            where.Wrong(entry.At, "should be a array");
            return [];
        }
        var items = Flat(list).ToList();
        if (items.Count == 0)
            where.Wrong(entry.At, "can't be blank");
        return items.Select(i => ReadOne(i, where.In("rule"), ofWorkflow)).OfType<RuleDefinition>().ToList();
    }

    private static IEnumerable<YamlNode> Flat(YamlList list) =>
        list.Items.SelectMany(i => i is YamlList inner ? Flat(inner) : [i]);

    private static RuleDefinition? ReadOne(YamlNode node, Place where, bool ofWorkflow)
    {
        if (node is not YamlMap map)
        {
            where.Wrong(node.At, "should be a hash");
            return null;
        }
        if (map.Entries.Count == 0)
            where.Wrong(map.At, "can't be blank");
        var keys = ofWorkflow ? WorkflowKeys : JobKeys;
        where.Unknown([.. map.Entries.Where(e => !keys.Contains(e.Key, StringComparer.Ordinal))], keys);
        var when = map.Find("when") is { } word ? ReadWhen(word, where, ofWorkflow ? WorkflowWords : JobWords) : null;
        return new RuleDefinition
        {
            If = map.Find("if") is { } condition ? ReadIf(condition, where.At(condition.Key)) : null,
            Changes = map.Find("changes") is { } changes ? ReadChanges(changes, where.In(changes.Key)) : null,
            Exists = map.Find("exists") is { } exists ? ReadExists(exists, where.In(exists.Key)) : null,
            When = when,
            StartIn = ReadStartIn(map, when, where),
            AllowFailure = map.Find("allow_failure") is { } may ? Values.Flag(may, where.At(may.Key)) : null,
            Variables = map.Find("variables") is { } set ? VariablesKeyword.ReadRule(set, where.In(set.Key)) : [],
            Needs = map.Find("needs") is { } needs ? NeedsKeyword.Read(needs, where.In(needs.Key)) : null,
            Interruptible = map.Find("interruptible") is { } flag ? Values.Flag(flag, where.At(flag.Key)) : null,
        };
    }

    private static string? ReadIf(YamlEntry entry, Place where)
    {
        var text = Values.IsText(entry.Value) ? ((YamlScalar)entry.Value).Text : null;
        if (text is not null && Condition.Read(text) is not null)
            return text;
        where.Wrong(entry.At, "invalid expression syntax");
        return null;
    }

    private static JobWhen? ReadWhen(YamlEntry entry, Place where, string[] words)
    {
        var word = (entry.Value as YamlScalar)?.Text ?? "";
        if (words.Contains(word, StringComparer.Ordinal))
            return WhenKeyword.Of(word);
        var hint = Spelling.Closest(word, words) is { } meant ? $"did you mean '{meant}'?" : null;
        where.At(entry.Key).Wrong(entry.At, $"unknown value: {word}", hint);
        return null;
    }

    private static int? ReadStartIn(YamlMap map, JobWhen? when, Place where)
    {
        var entry = map.Find(StartInKeyword.Keyword.Name);
        where = where.At(StartInKeyword.Keyword.Name);
        if (entry is not null && when == JobWhen.Delayed)
            return Values.Seconds(entry, where, StartInKeyword.Maximum);
        if (entry is not null)
            where.Wrong(entry.At, "must be blank");
        else if (when == JobWhen.Delayed)
            where.Wrong(map.Find("when")!.At, "should be a duration");
        return null;
    }

    private static ChangesDefinition? ReadChanges(YamlEntry entry, Place where)
    {
        if (entry.Value is not YamlMap)
            return new ChangesDefinition(Patterns(entry, where), null);
        if (Values.Map(entry, where, "paths", "compare_to") is not { } map)
            return null;
        if (Values.Required(map, "paths", entry.At, where) is not { } paths)
            return null;
        var compare = map.Find("compare_to") is { } to ? Values.Text(to, where.At(to.Key)) : null;
        return new ChangesDefinition(Patterns(paths, where.At(paths.Key)), compare);
    }

    private static ExistsDefinition? ReadExists(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } one)
            return new ExistsDefinition([one.Text], null, null);
        if (entry.Value is not YamlMap)
            return new ExistsDefinition(Patterns(entry, where), null, null);
        if (Values.Map(entry, where, "paths", "project", "ref") is not { } map)
            return null;
        if (Values.Required(map, "paths", entry.At, where) is not { } paths)
            return null;
        var project = map.Find("project") is { } other ? Values.Text(other, where.At(other.Key)) : null;
        var reference = map.Find("ref") is { } at ? Values.Text(at, where.At(at.Key)) : null;
        return new ExistsDefinition(Patterns(paths, where.At(paths.Key)), project, reference);
    }

    private static IReadOnlyList<string> Patterns(YamlEntry entry, Place where)
    {
        var patterns = Values.Texts(entry, where);
        if (patterns.Count > MaximumPatterns)
            where.Wrong(entry.At, $"has too many entries (maximum {MaximumPatterns})");
        return patterns;
    }
}
