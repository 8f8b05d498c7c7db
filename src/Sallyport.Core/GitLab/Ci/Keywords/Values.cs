using System.Globalization;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Reads the simple values of a CI file; a wrong one becomes an error with its line, and a harmless default.
/// </summary>
internal static class Values
{
    private const int MaximumNesting = 10;

    /// <summary>A string that is one to YAML as well: <c>1.0</c> without quotes is none.</summary>
    public static string? Text(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } scalar)
            return scalar.Text;
        where.Invalid(entry.At, $"{where} should be a string");
        return null;
    }

    /// <summary>True or false.</summary>
    public static bool Flag(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Boolean } scalar)
            return scalar.Text == "true";
        where.Invalid(entry.At, $"{where} should be a boolean value");
        return false;
    }

    /// <summary>One of some words.</summary>
    public static string? Word(YamlEntry entry, Place where, params IReadOnlyList<string> words)
    {
        var word = (entry.Value as YamlScalar)?.Text;
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } && words.Contains(word, StringComparer.Ordinal))
            return word;
        where.Invalid(entry.At, $"{where} should be one of: {string.Join(", ", words)}");
        return null;
    }

    /// <summary>A list of strings.</summary>
    public static IReadOnlyList<string> Texts(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList list && list.Items.All(IsText))
            return list.Items.Cast<YamlScalar>().Select(s => s.Text).ToList();
        where.Invalid(entry.At, $"{where} should be an array of strings");
        return [];
    }

    /// <summary>A string or a list of strings.</summary>
    public static IReadOnlyList<string> TextOrTexts(YamlEntry entry, Place where) =>
        entry.Value is YamlScalar { Kind: ScalarKind.Text } scalar ? [scalar.Text] : Texts(entry, where);

    /// <summary>Commands: a string, or a list of strings and lists, flattened.</summary>
    public static IReadOnlyList<string> Script(YamlEntry entry, Place where)
    {
        var commands = new List<string>();
        Flatten(entry.Value, where, 0, commands);
        return commands;
    }

    /// <summary>An integer or a list of integers.</summary>
    public static IReadOnlyList<int> Integers(YamlEntry entry, Place where)
    {
        IReadOnlyList<YamlNode> items = entry.Value is YamlList list ? list.Items : [entry.Value];
        var read = items.Select(Integer).ToList();
        if (read.TrueForAll(v => v is not null))
            return read.Select(v => v!.Value).ToList();
        where.Invalid(entry.At, $"{where} should be an integer or an array of integers");
        return [];
    }

    /// <summary>A map; reports every key that is not in the list.</summary>
    public static YamlMap? Map(YamlEntry entry, Place where, params IReadOnlyList<string> known)
    {
        if (entry.Value is not YamlMap map)
        {
            where.Invalid(entry.At, $"{where} should be a map");
            return null;
        }
        foreach (var other in map.Entries.Where(e => !known.Contains(e.Key, StringComparer.Ordinal)))
            where.UnsupportedKeyword(other);
        return map;
    }

    /// <summary>Whether a node is a string, to YAML as well.</summary>
    public static bool IsText(YamlNode node) => node is YamlScalar { Kind: ScalarKind.Text };

    private static int? Integer(YamlNode node)
    {
        if (node is not YamlScalar { Kind: ScalarKind.Integer } scalar)
            return null;
        var culture = CultureInfo.InvariantCulture;
        var fits = int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, culture, out var value);
        return fits ? value : null;
    }

    private static void Flatten(YamlNode node, Place where, int depth, List<string> commands)
    {
        if (IsText(node))
            commands.Add(((YamlScalar)node).Text);
        else if (node is YamlList list && depth <= MaximumNesting)
            foreach (var item in list.Items)
                Flatten(item, where, depth + 1, commands);
        else
            where.Invalid(
                node.At,
                $"{where} should be a string or a nested array of strings up to {MaximumNesting} levels deep");
    }
}
