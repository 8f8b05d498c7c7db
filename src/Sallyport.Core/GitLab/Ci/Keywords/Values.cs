using System.Globalization;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Reads the simple values of a CI file; a wrong one becomes GitLab's sentence with its line, and a harmless default.
/// </summary>
internal static class Values
{
    /// <summary>How deep lists of scripts and rules may be nested.</summary>
    public const int MaximumNesting = 10;

    /// <summary>A string that is one to YAML as well: <c>1.0</c> without quotes is none.</summary>
    public static string? Text(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } scalar)
            return scalar.Text;
        where.Wrong(entry.At, "should be a string");
        return null;
    }

    /// <summary>The string of an attribute, or null if the map lacks it.</summary>
    public static string? Text(YamlMap map, string key, Place where) =>
        map.Find(key) is { } entry ? Text(entry, where.Field(key)) : null;

    /// <summary>True or false.</summary>
    public static bool Flag(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Boolean } scalar)
            return scalar.Text == "true";
        where.Wrong(entry.At, "should be a boolean value");
        return false;
    }

    /// <summary>The flag of an attribute, or null if the map lacks it.</summary>
    public static bool? Flag(YamlMap map, string key, Place where) =>
        map.Find(key) is { } entry ? Flag(entry, where.Field(key)) : null;

    /// <summary>One of some words.</summary>
    public static string? Word(YamlEntry entry, Place where, params IReadOnlyList<string> words) =>
        Word(entry, where, words, $"should be one of: {string.Join(", ", words)}");

    /// <summary>One of some words, refused in a sentence of its own.</summary>
    public static string? Word(YamlEntry entry, Place where, IReadOnlyList<string> words, string sentence)
    {
        var word = (entry.Value as YamlScalar)?.Text;
        if (IsText(entry.Value) && words.Contains(word, StringComparer.Ordinal))
            return word;
        if (!IsText(entry.Value))
            where.Wrong(entry.At, "should be a string");
        where.Wrong(entry.At, sentence, word is null ? null : Suggestion.For(word, words));
        return null;
    }

    /// <summary>A list of strings.</summary>
    public static IReadOnlyList<string> Texts(YamlEntry entry, Place where) =>
        Texts(entry, where, "should be an array of strings");

    /// <summary>A string or a list of strings.</summary>
    public static IReadOnlyList<string> TextOrTexts(YamlEntry entry, Place where) =>
        entry.Value is YamlScalar { Kind: ScalarKind.Text } scalar
            ? [scalar.Text]
            : Texts(entry, where, "should be an array of strings or a string");

    /// <summary>Commands: a string, or a list of strings and lists, flattened.</summary>
    public static IReadOnlyList<string> Script(YamlEntry entry, Place where)
    {
        var commands = new List<YamlNode>();
        if (IsText(entry.Value) || (entry.Value is YamlList && Flatten(entry.Value, 0, commands, IsText)))
            return entry.Value is YamlScalar one ? [one.Text] : [.. commands.Cast<YamlScalar>().Select(c => c.Text)];
        where.Wrong(
            FirstWrong(entry.Value),
            $"should be a string or a nested array of strings up to {MaximumNesting} levels deep",
            FirstMap(entry.Value) is { } map ? $"line {map.At.Line} is a map because of its ': '; quote it" : null);
        return [];
    }

    // A command such as `echo a: b`, which YAML takes for a map.
    private static YamlMap? FirstMap(YamlNode node) => node switch
    {
        YamlMap map => map,
        YamlList list => list.Items.Select(FirstMap).OfType<YamlMap>().FirstOrDefault(),
        _ => null,
    };

    /// <summary>Puts the items of nested lists into one list.</summary>
    /// <param name="node">A list or an item.</param>
    /// <param name="depth">How deep the node lies.</param>
    /// <param name="items">Takes the items.</param>
    /// <param name="isItem">Whether a node is an item.</param>
    /// <returns>False if a node is neither an item nor a list, or lies too deep.</returns>
    public static bool Flatten(YamlNode node, int depth, List<YamlNode> items, Func<YamlNode, bool> isItem)
    {
        if (node is YamlList list)
            return depth <= MaximumNesting && list.Items.All(i => Flatten(i, depth + 1, items, isItem));
        items.Add(node);
        return isItem(node);
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

    /// <summary>A number within bounds, in the sentences of Rails.</summary>
    public static int? Number(YamlEntry entry, Place where, int minimum, int maximum)
    {
        if (entry.Value is not YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Float } scalar)
            where.Wrong(entry.At, "is not a number");
        else if (scalar.Kind == ScalarKind.Float)
            where.Wrong(entry.At, "must be an integer");
        else if (scalar.Text.StartsWith('-') || (Integer(scalar) is { } low && low < minimum))
            where.Wrong(entry.At, $"must be greater than or equal to {Text(minimum)}");
        else if (Integer(scalar) is not { } value || value > maximum)
            where.Wrong(entry.At, $"must be less than or equal to {Text(maximum)}");
        else
            return value;
        return null;
    }

    /// <summary>A map, whose keys are held against the table.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="where">Its place.</param>
    /// <param name="place">The place in the table.</param>
    /// <param name="otherwise">GitLab's words for anything else.</param>
    public static YamlMap? Map(YamlEntry entry, Place where, string place, string otherwise = "should be a hash")
    {
        if (entry.Value is not YamlMap map)
        {
            where.Wrong(entry.At, otherwise);
            return null;
        }
        WordCheck.Check(map, place, where);
        return map;
    }

    /// <summary>Adds the error of keys that are not there.</summary>
    /// <returns>Whether all are.</returns>
    public static bool Require(YamlMap map, Position at, Place where, params IReadOnlyList<string> keys)
    {
        var missing = keys.Where(k => map.Entries.All(e => e.Key != k)).ToList();
        if (missing.Count > 0)
            where.Wrong(at, $"missing required keys: {string.Join(", ", missing)}");
        return missing.Count == 0;
    }

    /// <summary>Whether a node is a string, to YAML as well.</summary>
    public static bool IsText(YamlNode node) => node is YamlScalar { Kind: ScalarKind.Text };

    /// <summary>Whether a node is null.</summary>
    public static bool IsNull(YamlNode node) => node is YamlScalar { Kind: ScalarKind.Null };

    /// <summary>Whether Ruby calls a node blank: null, false, white space, nothing inside.</summary>
    public static bool IsBlank(YamlNode node) => node switch
    {
        YamlScalar { Kind: ScalarKind.Null } => true,
        YamlScalar { Kind: ScalarKind.Boolean, Text: "false" } => true,
        YamlScalar { Kind: ScalarKind.Text } text => string.IsNullOrWhiteSpace(text.Text),
        YamlList list => list.Items.Count == 0,
        YamlMap map => map.Entries.Count == 0,
        _ => false,
    };

    /// <summary>An integer that fits, or null.</summary>
    public static int? Integer(YamlNode node)
    {
        if (node is not YamlScalar { Kind: ScalarKind.Integer } scalar)
            return null;
        var culture = CultureInfo.InvariantCulture;
        var fits = int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, culture, out var value);
        return fits ? value : null;
    }

    /// <summary>A number as text.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static List<string> Texts(YamlEntry entry, Place where, string sentence)
    {
        if (entry.Value is YamlList list && list.Items.All(IsText))
            return list.Items.Cast<YamlScalar>().Select(s => s.Text).ToList();
        where.Wrong(entry.At, sentence);
        return [];
    }

    // The line of the first item that is no command, so that people find it.
    private static Position FirstWrong(YamlNode node) =>
        (node as YamlList)?.Items.FirstOrDefault(i => !IsText(i) && i is not YamlList)?.At ?? node.At;
}
