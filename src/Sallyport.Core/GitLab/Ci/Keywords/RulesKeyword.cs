namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>rules</c> of a job and of <c>workflow</c>. Source: <c>lib/gitlab/ci/config/entry/rules/rule.rb</c>, gitlabhq.
/// </summary>
internal static class RulesKeyword
{
    private const int MaximumPaths = 50;

    private static readonly string[] OfJob = ["on_success", "on_failure", "always", "never", "manual", "delayed"];
    private static readonly string[] OfWorkflow = ["always", "never"];
    private static readonly string[] NotBeside = ["only", "except", "start_in"];

    public static Keyword Keyword { get; } = new("rules", KeywordPlaces.Job, Read);

    /// <summary>Reads the rules of <c>workflow</c>.</summary>
    public static IReadOnlyList<RuleDefinition>? ReadWorkflow(YamlEntry entry, Place where)
    {
        var items = new List<YamlNode>();
        if (entry.Value is not YamlList)
        {
            where.Wrong(entry.At, "should be an array");
            return null;
        }
        Values.Flatten(entry.Value, 0, items, _ => true);
        return ReadAll(items, entry, where, OfWorkflow);
    }

    /// <summary>Adds the error of keywords that may not stand beside rules.</summary>
    public static void CheckBeside(YamlMap map, Place where)
    {
        if (map.Find(Keyword.Name) is null)
            return;
        var others = map.Entries.Where(e => NotBeside.Contains(e.Key) && !Values.IsNull(e.Value)).ToList();
        if (others.Count > 0)
            where.Wrong(
                others[0].At, $"key may not be used with `rules`: {string.Join(", ", others.Select(e => e.Key))}");
    }

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        var items = new List<YamlNode>();
        if (entry.Value is YamlList && Values.Flatten(entry.Value, 0, items, i => i is YamlMap))
            return job with { Rules = ReadAll(items, entry, where, OfJob) };
        var parent = where with { Path = $"jobs:{where.Job}" };
        parent.Field(Keyword.Name).Wrong(entry.At, "should be an array containing hashes and arrays of hashes");
        return job;
    }

    private static List<RuleDefinition> ReadAll(
        List<YamlNode> items, YamlEntry entry, Place where, IReadOnlyList<string> moments)
    {
        if (items.Count == 0)
            where.Wrong(entry.At, "can't be blank");
        return items.Select(i => ReadOne(i, where.In("rule"), moments)).OfType<RuleDefinition>().ToList();
    }

    private static RuleDefinition? ReadOne(YamlNode item, Place where, IReadOnlyList<string> moments)
    {
        if (Values.IsBlank(item))
            where.Wrong(item.At, "can't be blank");
        if (item is not YamlMap map)
        {
            where.Wrong(item.At, "should be a hash");
            return null;
        }
        WordCheck.Check(map, moments == OfWorkflow ? "workflow:rules" : "rules", where);
        if (map.Find("auto_cancel") is { } cancel)
            WorkflowKeyword.ReadAutoCancel(cancel, where.In(cancel.Key));
        var when = map.Find("when") is { } moment ? ReadWhen(moment, where.Field("when"), moments) : null;
        return new RuleDefinition
        {
            If = map.Find("if") is { } condition ? ReadIf(condition, where.Field("if")) : null,
            Changes = map.Find("changes") is { } changes ? ReadChanges(changes, where.In("changes")) : null,
            Exists = map.Find("exists") is { } exists ? ReadExists(exists, where.In("exists")) : null,
            When = when,
            StartIn = ReadStart(map, when, where),
            AllowFailure = Values.Flag(map, "allow_failure", where),
            Interruptible = Values.Flag(map, "interruptible", where),
            Variables = map.Find("variables") is { } own ? VariablesKeyword.ReadPlain(own, where.In(own.Key)) : [],
            Needs = map.Find("needs") is { } needs ? NeedsKeyword.Read(needs, where.In(needs.Key)) : null,
        };
    }

    private static JobWhen? ReadWhen(YamlEntry entry, Place where, IReadOnlyList<string> moments)
    {
        var text = RubyText.Of(entry.Value);
        if (moments.Contains(text, StringComparer.Ordinal))
            return WhenKeyword.Of(text);
        where.Wrong(entry.At, $"unknown value: {text}", Suggestion.For(text, moments));
        return null;
    }

    private static int? ReadStart(YamlMap map, JobWhen? when, Place where)
    {
        var entry = map.Find("start_in");
        if (when != JobWhen.Delayed)
        {
            if (entry is not null)
                where.Wrong(entry.At, "contains disallowed keys: start_in");
            return null;
        }
        if (entry is not null)
            return TimeoutKeyword.Read(entry, where.Field("start_in"), Duration.Week);
        where.Field("start_in").Wrong(map.Find("when")!.At, "can't be blank");
        return null;
    }

    private static string? ReadIf(YamlEntry entry, Place where)
    {
        var text = Values.IsText(entry.Value) ? ((YamlScalar)entry.Value).Text : null;
        if (text is not null && Condition.Read(text) is not null)
            return text;
        where.Wrong(entry.At, "invalid expression syntax", text is null ? null : $"the expression is {text}");
        return null;
    }

    private static ChangesDefinition? ReadChanges(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList)
            return new ChangesDefinition(ReadPaths(entry, where), null);
        if (entry.Value is not YamlMap map)
        {
            where.Sentence(entry.At, "should be an array or a hash");
            return null;
        }
        WordCheck.Check(map, "rules:changes", where);
        if (!Values.Require(map, entry.At, where, "paths"))
            return null;
        var paths = map.Entries.First(e => e.Key == "paths");
        return new ChangesDefinition(ReadPaths(paths, where.Field("paths")), Values.Text(map, "compare_to", where));
    }

    private static ExistsDefinition? ReadExists(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } path)
            return new ExistsDefinition([path.Text], null, null);
        if (entry.Value is YamlList)
            return new ExistsDefinition(ReadPaths(entry, where), null, null);
        if (entry.Value is not YamlMap map)
        {
            where.Sentence(entry.At, "should be a string, an array of strings, or a hash");
            return null;
        }
        WordCheck.Check(map, "rules:exists", where);
        var isWhole = Values.Require(map, entry.At, where, "paths");
        if (map.Find("ref") is not null)
            isWhole &= Values.Require(map, entry.At, where, "project");
        var project = Values.Text(map, "project", where);
        var reference = Values.Text(map, "ref", where);
        var paths = map.Find("paths");
        return isWhole && paths is not null
            ? new ExistsDefinition(ReadPaths(paths, where.Field("paths")), project, reference)
            : null;
    }

    private static IReadOnlyList<string> ReadPaths(YamlEntry entry, Place where)
    {
        var paths = Values.Texts(entry, where);
        if (paths.Count > MaximumPaths)
            where.Wrong(entry.At, $"has too many entries (maximum {Values.Text(MaximumPaths)})");
        return paths;
    }
}
