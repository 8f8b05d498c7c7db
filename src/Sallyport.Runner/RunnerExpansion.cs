using System.Text;

namespace Sallyport.Runner;

/// <summary>
/// What a runner expands, in one pass: <c>$NAME</c> and <c>${…}</c>, where everything between the braces is the name.
/// An unknown name is nothing, so <c>${A:-x}</c> is; <c>$$</c> is a dollar; <c>$1</c>, <c>$@</c> and their like are
/// nothing; a dollar before anything else stays. Source: Go's <c>os.Expand</c>, as gitlab-runner calls it.
/// </summary>
internal static class RunnerExpansion
{
    private const string SpecialNames = "*#$@!?-0123456789";

    /// <summary>Expands a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="valueOf">The value of a name, or null.</param>
    public static string Expand(string text, Func<string, string?> valueOf)
    {
        var result = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] != '$' || at + 1 == text.Length)
            {
                result.Append(text[at++]);
                continue;
            }
            var (name, length) = Name(text.AsSpan(at + 1));
            if (length == 0)
                result.Append('$');
            else if (name == "$")
                result.Append('$');
            else if (name.Length > 0)
                result.Append(valueOf(name));
            at += 1 + length;
        }
        return result.ToString();
    }

    // What follows a dollar: a name, and how much belongs to it. Length without a name is removed.
    private static (string Name, int Length) Name(ReadOnlySpan<char> rest)
    {
        if (rest[0] == '{')
            return BracedName(rest);
        if (SpecialNames.Contains(rest[0], StringComparison.Ordinal))
            return ($"{rest[0]}", 1);
        var end = 0;
        while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] == '_'))
            end++;
        return (rest[..end].ToString(), end);
    }

    private static (string Name, int Length) BracedName(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('}');
        return end < 0 ? ("", 1) : (rest[1..end].ToString(), end + 1);
    }
}
