using System.Text;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>A set of characters in brackets.</summary>
internal static class Re2Class
{
    // As parts of a .NET set.
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = "\\x00-\\x7F",
        ["blank"] = "\\t ",
        ["cntrl"] = "\\x00-\\x1F\\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = "!-/:-@\\[-`{-~",
        ["space"] = "\\t-\\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    private static readonly Dictionary<string, string> NamedOthers = new(StringComparer.Ordinal)
    {
        ["alnum"] = "\\x00-/:-@\\[-`{-\\uFFFF",
        ["alpha"] = "\\x00-@\\[-`{-\\uFFFF",
        ["ascii"] = "\\u0080-\\uFFFF",
        ["blank"] = "\\x00-\\x08\\n-\\x1F!-\\uFFFF",
        ["cntrl"] = " -~\\u0080-\\uFFFF",
        ["digit"] = "\\x00-/:-\\uFFFF",
        ["graph"] = "\\x00- \\x7F-\\uFFFF",
        ["lower"] = "\\x00-`{-\\uFFFF",
        ["print"] = "\\x00-\\x1F\\x7F-\\uFFFF",
        ["punct"] = "\\x00- 0-9A-Za-z\\x7F-\\uFFFF",
        ["space"] = "\\x00-\\x08\\x0E-\\x1F!-\\uFFFF",
        ["upper"] = "\\x00-@\\[-\\uFFFF",
        ["word"] = "\\x00-/:-@\\[-^`{-\\uFFFF",
        ["xdigit"] = "\\x00-/:-@G-`g-\\uFFFF",
    };

    /// <summary>Reads one from its bracket on; null when RE2 refuses it.</summary>
    public static string? Read(string text, ref int position)
    {
        var at = position + 1;
        var set = new StringBuilder("[");
        if (at < text.Length && text[at] == '^')
        {
            set.Append('^');
            at++;
        }
        var start = at;
        while (at < text.Length && (text[at] != ']' || at == start))
        {
            if (Part(text, ref at) is not { } part)
                return null;
            set.Append(part);
        }
        position = at + 1;
        return at < text.Length ? set.Append(']').ToString() : null;
    }

    private static string? Part(string text, ref int at)
    {
        if (text.AsSpan(at).StartsWith("[:", StringComparison.Ordinal) && NamePart(text, ref at) is { } named)
            return named.Length > 0 ? named : null;
        if (Re2Escape.Set(text, ref at) is { } set)
            return set;
        if (Single(text, ref at) is not { } low)
            return null;
        var isRange = at + 1 < text.Length && text[at] == '-' && text[at + 1] != ']';
        if (!isRange)
            return Unit(low);
        at++;
        var high = Single(text, ref at);
        return high >= low ? $"{Unit(low)}-{Unit(high.Value)}" : null;
    }

    // Null when it is no name after all, empty when it is an unknown one.
    private static string? NamePart(string text, ref int at)
    {
        var end = text.IndexOf(":]", at + 2, StringComparison.Ordinal);
        if (end < 0)
            return null;
        var name = text[(at + 2)..end];
        at = end + 2;
        return name.StartsWith('^')
            ? NamedOthers.GetValueOrDefault(name[1..], "")
            : Named.GetValueOrDefault(name, "");
    }

    private static int? Single(string text, ref int at)
    {
        if (text[at] == '\\')
            return Re2Escape.Character(text, ref at);
        return text[at++];
    }

    // What lies beyond UTF-16's single units ends with them: the set is then one of units.
    private static string Unit(int code) => $"\\u{Math.Min(code, 0xFFFF):X4}";
}
