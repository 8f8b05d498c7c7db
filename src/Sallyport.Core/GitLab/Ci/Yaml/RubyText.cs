using System.Text;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>Values as Ruby shows them inside of a text, where GitLab's sentences and interpolations do so.</summary>
internal static class RubyText
{
    /// <summary>A text in quotes, special characters escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }

    /// <summary>A value in the middle of a text: a scalar is its own text, a list <c>["a", 1]</c>.</summary>
    public static string Of(YamlNode node) =>
        node is YamlScalar scalar ? scalar.Text : Show(node, new Marks(", ", " => ", "nil"));

    /// <summary>A value as JSON, as GitLab shows an <c>include</c> that it does not understand.</summary>
    public static string Json(YamlNode node) => Show(node, new Marks(",", ":", "null"));

    private static string Show(YamlNode node, Marks marks) => node switch
    {
        YamlScalar { Kind: ScalarKind.Null } => marks.Nothing,
        YamlScalar { Kind: ScalarKind.Text } text => Quote(text.Text),
        YamlScalar scalar => scalar.Text,
        YamlReference reference => Quote(reference.ToString()),
        YamlList list => $"[{string.Join(marks.Comma, list.Items.Select(i => Show(i, marks)))}]",
        YamlMap map => $"{{{string.Join(marks.Comma, map.Entries.Select(e => Show(e, marks)))}}}",
        _ => "",
    };

    private static string Show(YamlEntry entry, Marks marks) => Quote(entry.Key) + marks.Arrow + Show(entry.Value, marks);

    private sealed record Marks(string Comma, string Arrow, string Nothing);
}
