using System.Text;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.GitLab;

/// <summary>
/// What GitLab itself expands: <c>$NAME</c>, <c>${NAME}</c> and <c>%NAME%</c>, on every platform. A runner and a shell
/// expand again what is left. Source: "Where variables can be used", GitLab documentation;
/// <c>lib/expand_variables.rb</c> and <c>lib/gitlab/ci/variables/collection.rb</c>, gitlabhq.
/// </summary>
public static class VariableExpansion
{
    private const int MaximumLength = 256 * 1024;

    /// <summary>
    /// A text with each reference replaced by the value of the last variable of that name; an unknown one by nothing.
    /// There is no escape: <c>$$A</c> is a dollar and the value of A.
    /// </summary>
    public static string Expand(string text, IReadOnlyList<JobVariable> variables) =>
        Replace(text, escapes: false, name => Find(name, variables) ?? "");

    /// <summary>As <see cref="Expand"/>, but unknown references stay as they are.</summary>
    public static string ExpandKnown(string text, IReadOnlyList<JobVariable> variables) =>
        Replace(text, escapes: false, name => Find(name, variables));

    /// <summary>
    /// The names that a text refers to, itself or through the values of others, and that no variable has.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="variables">The variables, not yet expanded.</param>
    public static IReadOnlyList<string> Unknown(string text, IReadOnlyList<JobVariable> variables)
    {
        var unknown = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? Visit(string name)
        {
            if (!seen.Add(name))
                return "";
            if (variables.LastOrDefault(v => v.Key == name) is not { } variable)
                unknown.Add(name);
            else if (!variable.Raw)
                Replace(variable.Value, escapes: true, Visit);
            return "";
        }
        Replace(text, escapes: false, Visit);
        return unknown;
    }

    /// <summary>
    /// Expands the values of a list among themselves, for a place that GitLab expands. Unknown references vanish. If
    /// references run in a circle, all values stay as they are.
    /// </summary>
    public static IReadOnlyList<JobVariable> ExpandAll(IReadOnlyList<JobVariable> variables) =>
        new ListExpansion(variables, leavesToRunner: false).All();

    /// <summary>
    /// Expands the values of a list among themselves, for a runner. What only it can know stays as it is: unknown
    /// references, <c>$$</c>, and references to raw and file variables, since the runner would expand a raw value that
    /// was put into another one, and has the path of a file. If references run in a circle, all values stay.
    /// </summary>
    public static IReadOnlyList<JobVariable> ForRunner(IReadOnlyList<JobVariable> variables) =>
        new ListExpansion(variables, leavesToRunner: true).All();

    /// <summary>The names of variables that refer to each other in a circle, or none.</summary>
    public static IReadOnlyList<string> Circle(IReadOnlyList<JobVariable> variables)
    {
        var expansion = new ListExpansion(variables, leavesToRunner: true);
        expansion.All();
        return expansion.Circle;
    }

    /// <summary>Replaces the references in a text; one whose value is null stays as it is written.</summary>
    /// <param name="text">The text.</param>
    /// <param name="escapes">Whether <c>$$</c> and <c>%%</c> are no beginning of a reference.</param>
    /// <param name="valueOf">The value of a name.</param>
    internal static string Replace(string text, bool escapes, Func<string, string?> valueOf)
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
                throw TooLarge();
        }
        return result.ToString();
    }

    internal static RefusedException TooLarge() => GitLabErrors
        .NoPipeline("the variables grow too large, or refer to each other too deeply, when they are expanded")
        .ToException();

    private static string? Find(string name, IReadOnlyList<JobVariable> variables) =>
        variables.LastOrDefault(v => v.Key == name)?.Value;

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
