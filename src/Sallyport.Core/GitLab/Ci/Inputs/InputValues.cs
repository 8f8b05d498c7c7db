using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Gives the inputs of a file their values: what is given, else the default, once it has the right type and is allowed.
/// Source: <c>lib/ci/inputs</c>, gitlabhq.
/// </summary>
/// <param name="given">What is given, by name.</param>
/// <param name="context">Decides the rules of inputs.</param>
internal sealed partial class InputValues(YamlMap given, IncludeContext context)
{
    private readonly List<InputError> errors = [];
    private readonly Dictionary<string, YamlNode> present = given.Entries
        .Where(e => e.Value is not YamlScalar { Kind: ScalarKind.Null })
        .ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<InputError> Errors => errors;

    /// <summary>The values by name, after an error not all of them.</summary>
    public IReadOnlyDictionary<string, YamlNode> Resolve(IReadOnlyList<InputSpec> specs)
    {
        var unknown = given.Entries.Where(e => !specs.Any(s => s.Name == e.Key)).ToList();
        if (unknown.Count > 0)
            errors.Add(new InputError(
                unknown[0].At, $"unknown input arguments: {string.Join(", ", unknown.Select(e => e.Key))}"));
        foreach (var spec in specs)
            values[spec.Name] = Resolve(spec);
        return values;
    }

    private YamlNode Resolve(InputSpec spec)
    {
        var own = present.GetValueOrDefault(spec.Name);
        if (spec.Rules is not null && own is YamlScalar { Text: "" })
            own = null;
        if (own is null && spec.IsRequired)
        {
            Add(spec, spec.At, "required value has not been provided");
            return new YamlScalar("", ScalarKind.Null, spec.At);
        }
        var rule = spec.Rules is null ? null : RuleOf(spec);
        var options = spec.Rules is null ? spec.Options : rule?.Options;
        var standard = rule?.Default ?? spec.Default;
        if (standard is not null and not YamlScalar { Kind: ScalarKind.Null })
            Check(spec, InputValue.Coerce(spec.Type, standard), options, "default");
        if (own is null)
            return InputValue.Coerce(spec.Type, standard ?? new YamlScalar("", ScalarKind.Null, spec.At));
        var value = InputValue.Coerce(spec.Type, own);
        Check(spec, value, options, "provided");
        return value;
    }

    private void Check(InputSpec spec, YamlNode value, IReadOnlyList<YamlNode>? options, string which)
    {
        if (!InputValue.IsOf(spec.Type, value))
        {
            var article = spec.Type == "array" ? "an" : "a";
            Add(spec, value.At, $"{which} value is not {article} {spec.Type}");
            return;
        }
        if (options is not null)
            CheckOptions(spec, value, options);
        if (spec.Regex is not null)
            CheckRegex(spec, value, which);
    }

    private void CheckOptions(InputSpec spec, YamlNode value, IReadOnlyList<YamlNode> options)
    {
        var allowed = options.Select(RubyText.Of).ToHashSet(StringComparer.Ordinal);
        if (spec.Type == "boolean")
            Add(spec, spec.At, "Options can only be used with string and number inputs");
        else if (value is YamlList list)
        {
            var others = list.Items.Select(RubyText.Of).Where(i => !allowed.Contains(i)).ToList();
            if (others.Count > 0)
                Add(spec, value.At, $"{string.Join(", ", others)} {NotAllowed("allowed options")}");
        }
        else if (!allowed.Contains(RubyText.Of(value)))
        {
            var rest = NotAllowed(spec.Type == "number" ? "the allowed options" : "allowed options");
            Add(spec, value.At, $"`{RubyText.Of(value)}` {rest}");
        }
    }

    private void CheckRegex(InputSpec spec, YamlNode value, string which)
    {
        if (spec.Type != "string")
        {
            Add(spec, spec.At, "RegEx validation can only be used with string inputs");
            return;
        }
        try
        {
            const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            if (!new Regex(spec.Regex!, Options).IsMatch(((YamlScalar)value).Text))
                Add(spec, value.At, $"{which} value does not match required RegEx pattern");
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            Add(spec, spec.At, "invalid regular expression");
        }
    }

    private InputRule? RuleOf(InputSpec spec)
    {
        foreach (var rule in spec.Rules!)
            if (rule.If is null)
                return rule;
            else if (context.Holds is not { } holds)
                Add(spec, spec.At, "Sallyport cannot decide its rules here");
            else if (Holds(holds, rule.If))
                return rule;
        return null;
    }

    // Each input in the expression becomes a variable, so that its value cannot be taken for a part of the expression.
    private bool Holds(Func<string, IReadOnlyList<IncludeVariable>, bool> holds, string expression)
    {
        var variables = new List<IncludeVariable>();
        string Name(Match match)
        {
            var value = present.GetValueOrDefault(match.Groups["name"].Value)
                ?? values.GetValueOrDefault(match.Groups["name"].Value);
            if (value is null)
                return "null";
            variables.Add(new IncludeVariable($"input_{variables.Count}", RubyText.Of(value)));
            return "$" + variables[^1].Key;
        }
        return holds(Input().Replace(expression, Name), variables);
    }

    private void Add(InputSpec spec, Position at, string sentence) =>
        errors.Add(new InputError(at, $"`{spec.Name}` input: {sentence}"));

    private static string NotAllowed(string list) => $"cannot be used because it is not in the list of {list}";

    [GeneratedRegex(@"\$\[\[\s*inputs\.(?<name>[\w-]+)\s*\]\]", RegexOptions.NonBacktracking)]
    private static partial Regex Input();
}
