using System.Globalization;

namespace Sallyport.Core.GitLab;

/// <summary>Reads the simple values of a CI file; a wrong one becomes an error with its line, and a harmless default.</summary>
internal static class CiValues
{
    private const int MaximumNesting = 10;

    /// <summary>A string that is one to YAML as well: <c>1.0</c> without quotes is none.</summary>
    public static string? Text(CiErrors errors, CiEntry entry, string where)
    {
        if (entry.Value is CiScalar { Kind: ScalarKind.Text } scalar)
            return scalar.Text;
        errors.Add(entry.Line, $"{where}:{entry.Key} should be a string");
        return null;
    }

    /// <summary>True or false.</summary>
    public static bool Flag(CiErrors errors, CiEntry entry, string where)
    {
        if (entry.Value is CiScalar { Kind: ScalarKind.Boolean } scalar)
            return scalar.Text == "true";
        errors.Add(entry.Line, $"{where}:{entry.Key} should be a boolean value");
        return false;
    }

    /// <summary>One of some words.</summary>
    public static string? Word(CiErrors errors, CiEntry entry, string where, params IReadOnlyList<string> words)
    {
        if (entry.Value is CiScalar { Kind: ScalarKind.Text } scalar && words.Contains(scalar.Text, StringComparer.Ordinal))
            return scalar.Text;
        errors.Add(entry.Line, $"{where}:{entry.Key} should be one of: {string.Join(", ", words)}");
        return null;
    }

    /// <summary>A list of strings.</summary>
    public static IReadOnlyList<string> Texts(CiErrors errors, CiEntry entry, string where)
    {
        if (entry.Value is CiList list && list.Items.All(i => i is CiScalar { Kind: ScalarKind.Text }))
            return list.Items.Cast<CiScalar>().Select(s => s.Text).ToList();
        errors.Add(entry.Line, $"{where}:{entry.Key} should be an array of strings");
        return [];
    }

    /// <summary>A string or a list of strings.</summary>
    public static IReadOnlyList<string> TextOrTexts(CiErrors errors, CiEntry entry, string where) =>
        entry.Value is CiScalar { Kind: ScalarKind.Text } scalar ? [scalar.Text] : Texts(errors, entry, where);

    /// <summary>Commands: a string, or a list of strings and lists, flattened.</summary>
    public static IReadOnlyList<string> Script(CiErrors errors, CiEntry entry, string where)
    {
        var commands = new List<string>();
        Flatten(errors, entry.Value, $"{where}:{entry.Key}", 0, commands);
        return commands;
    }

    /// <summary>A length of time in seconds.</summary>
    public static int? Duration(CiErrors errors, CiEntry entry, string where)
    {
        if (entry.Value is CiScalar { Kind: ScalarKind.Text or ScalarKind.Integer } scalar && CiDuration.Read(scalar.Text) is { } seconds)
            return seconds;
        errors.Add(entry.Line, $"{where}:{entry.Key} should be a duration of at most a month, such as '1h 30m' or '90 seconds'");
        return null;
    }

    /// <summary>An integer or a list of integers.</summary>
    public static IReadOnlyList<int> Integers(CiErrors errors, CiEntry entry, string where)
    {
        IReadOnlyList<CiNode> items = entry.Value is CiList list ? list.Items : [entry.Value];
        var read = items.Select(i => i is CiScalar { Kind: ScalarKind.Integer } s
            && int.TryParse(s.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : (int?)null).ToList();
        if (read.TrueForAll(v => v is not null))
            return read.Select(v => v!.Value).ToList();
        errors.Add(entry.Line, $"{where}:{entry.Key} should be an integer or an array of integers");
        return [];
    }

    /// <summary>A map; reports every key that is not in the list.</summary>
    public static CiMap? Map(CiErrors errors, CiEntry entry, string where, params IReadOnlyList<string> known)
    {
        if (entry.Value is not CiMap map)
        {
            errors.Add(entry.Line, $"{where}:{entry.Key} should be a map");
            return null;
        }
        foreach (var other in map.Entries.Where(e => !known.Contains(e.Key, StringComparer.Ordinal)))
            errors.Unsupported(other.Line, $"{where}:{entry.Key}", other.Key);
        return map;
    }

    private static void Flatten(CiErrors errors, CiNode node, string where, int depth, List<string> commands)
    {
        if (node is CiScalar { Kind: ScalarKind.Text } scalar)
            commands.Add(scalar.Text);
        else if (node is CiList list && depth <= MaximumNesting)
            foreach (var item in list.Items)
                Flatten(errors, item, where, depth + 1, commands);
        else
            errors.Add(node.Line, $"{where} should be a string or a nested array of strings up to {MaximumNesting} levels deep");
    }
}
