using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Replaces each <c>$[[ … ]]</c> of a file. A node that is nothing else takes the value with its type, inside of a text
/// the value becomes text, and keys are replaced too. What is put in is not looked through again, so that the work is
/// bounded by the size of the file and of the result. Source: <c>lib/gitlab/ci/config/interpolation</c>, gitlabhq.
/// </summary>
/// <param name="access">Finds values.</param>
/// <param name="variables">What <c>expand_vars</c> may name.</param>
internal sealed partial class Interpolation(InterpolationAccess access, IncludeVariables variables)
{
    /// <summary>GitLab's sentence when the values make the file too large.</summary>
    public const string TooLarge = "config too large";

    private const string Opening = "$[[";
    private const int MaximumNodes = 500_000; // GitLab's own
    private const int MaximumBlocks = 10_000; // GitLab's own
    private const int MaximumFunctions = 3; // GitLab's own

    private readonly List<InputError> errors = [];
    private readonly Dictionary<string, YamlNode?> blocks = new(StringComparer.Ordinal);
    private long nodes;
    private long characters;

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<InputError> Errors => errors;

    /// <summary>The file with its values.</summary>
    public YamlMap Apply(YamlMap content) => (YamlMap)Replace(content);

    private YamlNode Replace(YamlNode node)
    {
        nodes++;
        if (IsTooLarge(node.At))
            return node;
        return node switch
        {
            YamlMap map => Replace(map),
            YamlList list => new YamlList([.. list.Items.Select(Replace)], list.At),
            YamlScalar { Kind: ScalarKind.Text } scalar when Holds(scalar.Text) => Replace(scalar),
            _ => node,
        };
    }

    private YamlMap Replace(YamlMap map)
    {
        var replaced = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            var key = entry.Key;
            if (Holds(key))
                key = RubyText.Of(Replace(new YamlScalar(key, ScalarKind.Text, entry.At)));
            replaced[key] = new YamlEntry(key, entry.At, Replace(entry.Value));
        }
        return new YamlMap([.. replaced.Values], map.At);
    }

    private YamlNode Replace(YamlScalar scalar)
    {
        var matches = Block().Matches(scalar.Text);
        if (matches.Count == 0)
            return scalar;
        var isWhole = matches.Count == 1 && matches[0].Length == scalar.Text.Length;
        return isWhole ? ValueOf(matches[0], scalar.At) ?? scalar : Inside(scalar, matches);
    }

    private YamlScalar Inside(YamlScalar scalar, MatchCollection matches)
    {
        var text = new StringBuilder();
        var from = 0;
        foreach (Match match in matches)
        {
            text.Append(scalar.Text, from, match.Index - from);
            from = match.Index + match.Length;
            if (ValueOf(match, scalar.At) is not { } value || IsTooLarge(scalar.At))
                return scalar;
            text.Append(RubyText.Of(value));
        }
        return scalar with { Text = text.Append(scalar.Text, from, scalar.Text.Length - from).ToString() };
    }

    private bool IsTooLarge(Position at)
    {
        var isTooLarge = nodes > MaximumNodes || characters > Budget.Whole;
        if (isTooLarge && errors.Count == 0)
            errors.Add(new InputError(at, TooLarge));
        return isTooLarge;
    }

    private YamlNode? ValueOf(Match match, Position at)
    {
        if (blocks.TryGetValue(match.Value, out var known))
        {
            characters += known?.Weight ?? 0;
            return known is null ? null : known with { At = at };
        }
        if (blocks.Count >= MaximumBlocks)
        {
            if (!errors.Exists(e => e.Sentence == "too many interpolation blocks"))
                errors.Add(new InputError(at, "too many interpolation blocks"));
            return null;
        }
        var value = Evaluate(match, at);
        characters += value?.Weight ?? 0;
        return blocks[match.Value] = value;
    }

    private YamlNode? Evaluate(Match match, Position at)
    {
        var parts = match.Groups["data"].Value.Split('|', StringSplitOptions.TrimEntries);
        if (parts[0].Split('.')[0] == "matrix")
            return new YamlScalar(match.Value, ScalarKind.Text, at); // for the step that expands parallel:matrix
        var (value, error) = access.Find(parts[0], at);
        if (value is not null && parts.Length - 1 > MaximumFunctions)
        {
            errors.Add(new InputError(at, "too many functions in interpolation block"));
            return null;
        }
        foreach (var function in parts.Skip(1))
            if (value is { } before)
                (value, error) = InputFunctions.Apply(function, before, variables);
        if (error is not null)
            errors.Add(new InputError(at, error));
        return value;
    }

    private static bool Holds(string text) => text.Contains(Opening, StringComparison.Ordinal);

    [GeneratedRegex(@"\$\[\[\s*(?<data>\S.*?\S)\s*\]\]", RegexOptions.NonBacktracking)]
    private static partial Regex Block();
}
