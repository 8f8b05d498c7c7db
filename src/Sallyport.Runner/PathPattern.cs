using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Runner;

/// <summary>
/// A pattern of <c>artifacts:paths</c>: <c>*</c> and <c>?</c> stay within a folder, <c>**</c> goes through folders,
/// <c>[…]</c> is a class of characters, <c>{a,b}</c> a choice. Source: the library doublestar, which gitlab-runner
/// uses.
/// </summary>
internal sealed class PathPattern
{
    private readonly Regex regex;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern, relative to the project's folder.</param>
    /// <param name="takesContents">Whether a folder that fits stands for all that is in it.</param>
    public PathPattern(string pattern, bool takesContents)
    {
        var end = takesContents ? "(?:/.*)?" : "";
        regex = new Regex(
            $"^{Translate(pattern)}{end}$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>Whether a path fits.</summary>
    public bool Fits(string path) => regex.IsMatch(path);

    private static string Translate(string pattern)
    {
        var result = new StringBuilder();
        var choices = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("**/"))
            {
                result.Append("(?:[^/]*/)*");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                result.Append(".*");
                i++;
            }
            else if (rest[0] == '[' && rest.IndexOf(']') is > 1 and var close)
            {
                result.Append(Class(rest[1..close].ToString()));
                i += close;
            }
            else
                result.Append(Single(rest, ref choices, ref i));
        }
        return result.Append(')', choices).ToString();
    }

    private static string Single(ReadOnlySpan<char> rest, ref int choices, ref int at)
    {
        switch (rest[0])
        {
            case '*':
                return "[^/]*";
            case '?':
                return "[^/]";
            case '{':
                choices++;
                return "(?:";
            case '}' when choices > 0:
                choices--;
                return ")";
            case ',' when choices > 0:
                return "|";
            case '\\' when rest.Length > 1:
                at++;
                return Regex.Escape(rest[1].ToString());
            default:
                return Regex.Escape(rest[0].ToString());
        }
    }

    // Within a class only the range keeps its meaning.
    private static string Class(string content)
    {
        var isNegated = content[0] is '!' or '^';
        var members = isNegated ? content[1..] : content;
        var escaped = string.Concat(members.Select(c => c is '\\' or '[' or ']' or '^' ? $"\\{c}" : $"{c}"));
        if (members.Length == 0)
            return Regex.Escape($"[{content}]");
        return isNegated ? $"[^/{escaped}]" : $"[{escaped}]";
    }
}
