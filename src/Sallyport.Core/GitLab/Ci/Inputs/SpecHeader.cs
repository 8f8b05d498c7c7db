namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Reads <c>spec</c>, the header of a CI file. Source: <c>lib/gitlab/ci/config/header</c>, gitlabhq.
/// </summary>
internal sealed class SpecHeader
{
    private const int MaximumOptions = 50; // GitLab's own
    private const int MaximumDescription = 256; // GitLab's own

    private static readonly string[] SpecKeys = ["inputs", "include", "component", "description"];
    private static readonly string[] InputKeys = ["default", "description", "options", "regex", "type", "rules"];
    private static readonly string[] RuleKeys = ["if", "options", "default"];
    private static readonly string[] ComponentFacts = ["name", "sha", "version", "reference"];

    private readonly List<InputError> errors = [];
    private readonly List<InputSpec> inputs = [];

    /// <summary>Reads a header.</summary>
    /// <param name="header">The first document, which has <c>spec</c>.</param>
    /// <param name="included">The inputs of the files that it includes.</param>
    public SpecHeader(YamlMap header, IReadOnlyList<YamlEntry> included)
    {
        RefuseUnknown(header, ["spec"], "header");
        if (header.Find("spec") is not { } spec)
            return;
        if (MapOf(spec, "header:spec") is not { } map)
            return;
        RefuseUnknown(map, SpecKeys, "header:spec");
        CheckDescription(map);
        var own = map.Find("inputs") is { } entry ? MapOf(entry, "header:spec:inputs")?.Entries ?? [] : [];
        foreach (var input in included.Concat(own))
            ReadInput(input);
        Component = map.Find("component") is { } component ? ReadComponent(component) : [];
    }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<InputError> Errors => errors;

    /// <summary>The inputs, in the order of the file.</summary>
    public IReadOnlyList<InputSpec> Inputs => inputs;

    /// <summary>The facts of a component that the file may name.</summary>
    public IReadOnlyList<string> Component { get; } = [];

    private void CheckDescription(YamlMap spec)
    {
        if (spec.Find("description") is not { } description)
            return;
        if (!Values.IsText(description.Value))
            Add(description.At, "header:spec description should be a string");
        else if (((YamlScalar)description.Value).Text.Length > MaximumDescription)
            Add(description.At, $"header:spec description is too long (maximum is {MaximumDescription} characters)");
    }

    private List<string> ReadComponent(YamlEntry entry)
    {
        if (entry.Value is not YamlList list || !list.Items.All(Values.IsText))
        {
            Add(entry.At, "header:spec:component config should be an array of strings");
            return [];
        }
        var facts = list.Items.Select(i => ((YamlScalar)i).Text).Distinct(StringComparer.Ordinal).ToList();
        var unknown = facts.Except(ComponentFacts, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            Add(entry.At, $"header:spec:component config contains unknown values: {string.Join(", ", unknown)}");
        return facts;
    }

    private void ReadInput(YamlEntry entry)
    {
        var where = $"header:spec:inputs:{entry.Key}";
        if (entry.Value is YamlScalar { Kind: ScalarKind.Null })
            inputs.Add(new InputSpec(entry.Key, entry.At));
        else if (MapOf(entry, where) is { } map)
            inputs.Add(ReadInput(entry, map, where));
    }

    private InputSpec ReadInput(YamlEntry entry, YamlMap map, string where)
    {
        RefuseUnknown(map, InputKeys, where);
        foreach (var other in new[] { "options", "default" })
            if (Has(map, "rules") && Has(map, other))
                Add(entry.At, $"{where} config these keys cannot be used together: rules, {other}");
        if (map.Find("description") is { } description && description.Value is not YamlScalar)
            Add(description.At, $"{where} input description must be an alphanumeric string");
        return new InputSpec(entry.Key, entry.At)
        {
            Type = ReadType(map, where),
            Default = map.Entries.FirstOrDefault(e => e.Key == "default")?.Value,
            Options = map.Find("options") is { } options ? ReadOptions(options, where, "input options") : null,
            Regex = ReadRegex(map, where),
            Rules = map.Find("rules") is { } rules ? ReadRules(rules, entry.Key, where) : null,
        };
    }

    private string ReadType(YamlMap map, string where)
    {
        if (map.Find("type") is not { } type)
            return "string";
        var name = RubyText.Of(type.Value);
        if (InputSpec.Types.Contains(name, StringComparer.Ordinal))
            return name;
        Add(type.At, $"{where} input type unknown value: {name}");
        return "string";
    }

    private string? ReadRegex(YamlMap map, string where)
    {
        if (map.Find("regex") is not { } regex)
            return null;
        if (Values.IsText(regex.Value))
            return ((YamlScalar)regex.Value).Text;
        Add(regex.At, $"{where} input regex should be a string");
        return null;
    }

    private IReadOnlyList<YamlNode>? ReadOptions(YamlEntry entry, string where, string name)
    {
        if (entry.Value is not YamlList list)
        {
            Add(entry.At, $"{where} {name} should be a array");
            return null;
        }
        if (list.Items.Count > MaximumOptions)
            Add(entry.At, $"{where} config cannot define more than {MaximumOptions} options");
        if (list.Items.Any(i => i is YamlScalar { Kind: ScalarKind.Null }))
            Add(entry.At, $"{where} config options array cannot contain null values");
        return list.Items;
    }

    private List<InputRule>? ReadRules(YamlEntry entry, string input, string where)
    {
        if (entry.Value is YamlList list)
            return list.Items.Select(i => ReadRule(i, input, $"{where}:rules:rule")).OfType<InputRule>().ToList();
        Add(entry.At, $"{where}:rules config should be a array");
        return null;
    }

    private InputRule? ReadRule(YamlNode item, string input, string where)
    {
        if (item is not YamlMap map)
        {
            Add(item.At, $"`{input}` input: should be a hash");
            return null;
        }
        RefuseUnknown(map, RuleKeys, where);
        var options = map.Find("options") is { } entry ? ReadOptions(entry, where, "options") : null;
        var value = map.Entries.FirstOrDefault(e => e.Key == "default")?.Value;
        if (value is null)
            Add(item.At, $"`{input}` input: rule must define 'options' with at least one value and a 'default'");
        else if (options is { Count: > 0 } && !options.Any(o => RubyText.Of(o) == RubyText.Of(value)))
            Add(item.At, $"`{input}` input: default '{RubyText.Of(value)}' must be one of the options");
        return new InputRule((map.Find("if")?.Value as YamlScalar)?.Text, options, value);
    }

    private YamlMap? MapOf(YamlEntry entry, string where)
    {
        if (entry.Value is YamlMap map)
            return map;
        Add(entry.At, $"{where} config should be a hash");
        return null;
    }

    private void RefuseUnknown(YamlMap map, IReadOnlyList<string> known, string where)
    {
        var unknown = map.Entries.Where(e => !known.Contains(e.Key, StringComparer.Ordinal)).ToList();
        if (unknown.Count > 0)
            Add(unknown[0].At, $"{where} config contains unknown keys: {string.Join(", ", unknown.Select(e => e.Key))}");
    }

    private void Add(Position at, string sentence) => errors.Add(new InputError(at, sentence));

    private static bool Has(YamlMap map, string key) => map.Entries.Any(e => e.Key == key);
}
