using System.Text;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The references <c>$NAME</c>, <c>${NAME}</c> and <c>%NAME%</c> in a text. Source: <c>lib/expand_variables.rb</c>,
/// gitlabhq.
/// </summary>
internal static class VariableReferences
{
    private const int MaximumLength = 256 * 1024;

    /// <summary>
    /// Replaces the references in a text; one whose value is null stays as it is written. Null when the text grows too
    /// large.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="escapes">Whether <c>$$</c> and <c>%%</c> are no beginning of a reference.</param>
    /// <param name="valueOf">The value of a name.</param>
    public static string? Replace(string text, bool escapes, Func<string, string?> valueOf)
    {
        if (text.AsSpan().IndexOfAny('$', '%') < 0)
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var end = i;
            string? value = null;
            if (text[i] is '$' or '%')
            {
                var (name, last) = Reference(text, i, escapes);
                value = name is null ? null : valueOf(name);
                end = last;
            }
            result.Append(value ?? text[i..(end + 1)]);
            i = end;
            if (result.Length > MaximumLength)
                return null;
        }
        return result.ToString();
    }

    // The name that begins at a sign and the position of the reference's last character.
    private static (string? Name, int End) Reference(string text, int at, bool escapes)
    {
        var sign = text[at];
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        if (escapes && next == sign)
            return (null, at + 1);
        var braced = sign == '$' && next == '{';
        var start = at + (braced ? 2 : 1);
        var end = start;
        while (end < text.Length && IsOfName(text[end]))
            end++;
        if (end == start || char.IsAsciiDigit(text[start]))
            return (null, at);
        if (sign == '$' && !braced)
            return (text[start..end], end - 1);
        var isClosed = end < text.Length && text[end] == (braced ? '}' : '%');
        return isClosed ? (text[start..end], end) : (null, at);
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
