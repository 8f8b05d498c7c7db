using System.Globalization;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Reads the simple values of a CI file; a wrong one becomes an error with its line, and a harmless default. The
/// sentences are GitLab's. Source: <c>lib/gitlab/config/entry/validators.rb</c>, gitlabhq.
/// </summary>
internal static class Values
{
    private const int MaximumNesting = 10;

    /// <summary>A string that is one to YAML as well: <c>1.0</c> without quotes is none.</summary>
    public static string? Text(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } scalar)
            return scalar.Text;
        where.Wrong(entry.At, "should be a string");
        return null;
    }

    /// <summary>True or false.</summary>
    public static bool Flag(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Boolean } scalar)
            return scalar.Text == "true";
        where.Wrong(entry.At, "should be a boolean value");
        return false;
    }

    /// <summary>One of some words.</summary>
    public static string? Word(YamlEntry entry, Place where, params IReadOnlyList<string> words)
    {
        var word = (entry.Value as YamlScalar)?.Text;
        if (IsText(entry.Value) && words.Contains(word, StringComparer.Ordinal))
            return word;
        where.Wrong(entry.At, $"should be one of: {string.Join(", ", words)}");
        return null;
    }

    /// <summary>A list of strings.</summary>
    public static IReadOnlyList<string> Texts(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList list && list.Items.All(IsText))
            return TextsOf(list);
        where.Wrong(entry.At, "should be an array of strings");
        return [];
    }

    /// <summary>A string or a list of strings.</summary>
    public static IReadOnlyList<string> TextOrTexts(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } scalar)
            return [scalar.Text];
        if (entry.Value is YamlList list && list.Items.All(IsText))
            return TextsOf(list);
        where.Wrong(entry.At, "should be an array of strings or a string");
        return [];
    }

    /// <summary>Strings in a list that may have lists in it, flattened.</summary>
    public static IReadOnlyList<string> Script(YamlEntry entry, Place where)
    {
        var texts = new List<string>();
        if (Flatten(entry.Value, 0, texts) is { } other)
            where.Wrong(
                other.At, $"should be a string or a nested array of strings up to {MaximumNesting} levels deep");
        return texts;
    }

    /// <summary>An integer or a list of integers.</summary>
    public static IReadOnlyList<int> Integers(YamlEntry entry, Place where)
    {
        IReadOnlyList<YamlNode> items = entry.Value is YamlList list ? list.Items : [entry.Value];
        var read = items.Select(Integer).ToList();
        if (read.TrueForAll(v => v is not null))
            return read.Select(v => v!.Value).ToList();
        where.Wrong(entry.At, "should be an array of integers or an integer");
        return [];
    }

    /// <summary>A duration in seconds, at most a limit.</summary>
    public static int? Seconds(YamlEntry entry, Place where, int maximum)
    {
        var isDuration = entry.Value is YamlScalar { Kind: ScalarKind.Text or ScalarKind.Integer };
        var seconds = isDuration ? Duration.Read(((YamlScalar)entry.Value).Text) : null;
        if (seconds is null)
            where.Wrong(entry.At, "should be a duration");
        else if (seconds > maximum)
            where.Wrong(entry.At, "should not exceed the limit");
        else
            return (int)seconds.Value;
        return null;
    }

    /// <summary>A map; reports every key that is not in the list.</summary>
    public static YamlMap? Map(YamlEntry entry, Place where, params IReadOnlyList<string> known) =>
        MapOr(entry, where, "a hash", known);

    /// <summary>A map where something else may stand too, which the caller has looked for.</summary>
    public static YamlMap? MapOr(YamlEntry entry, Place where, string types, params IReadOnlyList<string> known)
    {
        if (entry.Value is YamlMap map)
        {
            where.Unknown([.. map.Entries.Where(e => !known.Contains(e.Key, StringComparer.Ordinal))], known);
            return map;
        }
        where.Wrong(entry.At, $"should be {types}");
        return null;
    }

    /// <summary>Whether a map has a key; its absence is an error.</summary>
    public static YamlEntry? Required(YamlMap map, string key, Position at, Place where)
    {
        if (map.Find(key) is { } entry)
            return entry;
        where.Wrong(at, $"missing required keys: {key}");
        return null;
    }

    /// <summary>Whether a node is a string, to YAML as well.</summary>
    public static bool IsText(YamlNode node) => node is YamlScalar { Kind: ScalarKind.Text };

    /// <summary>An integer that fits, or null.</summary>
    public static int? Integer(YamlNode node)
    {
        if (node is not YamlScalar { Kind: ScalarKind.Integer } scalar)
            return null;
        var culture = CultureInfo.InvariantCulture;
        var fits = int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, culture, out var value);
        return fits ? value : null;
    }

    private static List<string> TextsOf(YamlList list) => [.. list.Items.Cast<YamlScalar>().Select(s => s.Text)];

    // The first node that is neither a string nor a list of such, or null.
    private static YamlNode? Flatten(YamlNode node, int depth, List<string> texts)
    {
        if (node is YamlList list && depth <= MaximumNesting)
            return list.Items.Select(item => Flatten(item, depth + 1, texts)).FirstOrDefault(n => n is not null);
        if (!IsText(node))
            return node;
        texts.Add(((YamlScalar)node).Text);
        return null;
    }
}
