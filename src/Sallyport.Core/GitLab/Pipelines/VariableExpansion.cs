using System.Text;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Expands <c>$NAME</c> and <c>${NAME}</c> in values. Source: "Where variables can be used", GitLab documentation.
/// </summary>
public static class VariableExpansion
{
    private const int MaximumLength = 256 * 1024;
    private const int MaximumTotal = 4 * 1024 * 1024;
    private const int MaximumDepth = 100;

    /// <summary>
    /// Replaces each reference by the value of the last variable of that name; an unknown one by nothing.
    /// </summary>
    public static string Expand(string text, IReadOnlyList<JobVariable> variables) =>
        Replace(text, name => variables.LastOrDefault(v => v.Key == name)?.Value ?? "");

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
                Replace(variable.Value, Visit);
            return "";
        }
        Replace(text, Visit);
        return unknown;
    }

    /// <summary>
    /// Expands the values of a list among themselves, in the order of their dependencies. Left as they are: raw values,
    /// references to unknown variables, references in a circle, and <c>$$</c>; the runner has the last word on those.
    /// </summary>
    public static IReadOnlyList<JobVariable> ExpandAll(IReadOnlyList<JobVariable> variables) =>
        new Expansion(variables).All();

    // A value of null keeps the reference as it is written.
    private static string Replace(string text, Func<string, string?> valueOf)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var (name, end) = text[i] == '$' ? Reference(text, i) : (null, i);
            if (name is null)
                result.Append(text, i, end - i + 1);
            else
                result.Append(valueOf(name) ?? text[i..(end + 1)]);
            i = end;
            if (result.Length > MaximumLength)
                throw TooLarge();
        }
        return result.ToString();
    }

    private static RefusedException TooLarge() => GitLabErrors
        .NoPipeline("the variables grow too large, or refer to each other too deeply, when they are expanded")
        .ToException();

    // The name that begins at a dollar and the position of the reference's last character.
    private static (string? Name, int End) Reference(string text, int dollar)
    {
        var next = dollar + 1 < text.Length ? text[dollar + 1] : '\0';
        if (next == '$')
            return (null, dollar + 1);
        var braced = next == '{';
        var start = dollar + (braced ? 2 : 1);
        var end = start;
        while (end < text.Length && IsOfName(text[end]))
            end++;
        var isName = end > start && !char.IsAsciiDigit(text[start]);
        var isClosed = !braced || (end < text.Length && text[end] == '}');
        if (!isName || !isClosed)
            return (null, dollar);
        return (text[start..end], braced ? end : end - 1);
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    // One expansion of a list: each variable is expanded once, those that it refers to first.
    private sealed class Expansion(IReadOnlyList<JobVariable> variables)
    {
        private readonly Dictionary<string, JobVariable> last = variables
            .GroupBy(v => v.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

        private readonly Dictionary<string, string?> done = new(StringComparer.Ordinal);
        private int depth;
        private int total;

        public List<JobVariable> All() => variables.Select(Expanded).ToList();

        private JobVariable Expanded(JobVariable variable)
        {
            var isOverridden = !ReferenceEquals(last[variable.Key], variable);
            if (variable.Raw || variable.File || isOverridden)
                return variable;
            return variable with { Value = ValueOf(variable.Key)! };
        }

        private string? ValueOf(string name)
        {
            if (!last.TryGetValue(name, out var variable) || variable.File)
                return null;
            if (done.TryGetValue(name, out var known))
                return known; // null while it is being expanded: a circle
            done[name] = null;
            depth++;
            if (depth > MaximumDepth)
                throw TooLarge();
            var value = variable.Raw ? variable.Value : Replace(variable.Value, ValueOf);
            depth--;
            total += value.Length;
            if (total > MaximumTotal)
                throw TooLarge();
            return done[name] = value;
        }
    }
}
