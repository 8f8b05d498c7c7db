using Sallyport.Core.GitLab.Ci;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.GitLab;

/// <summary>
/// What GitLab itself expands: <c>$NAME</c>, <c>${NAME}</c> and <c>%NAME%</c>, on every platform. A runner and a shell
/// expand again what is left. Source: "Where variables can be used", GitLab documentation;
/// <c>lib/expand_variables.rb</c> and <c>lib/gitlab/ci/variables/collection.rb</c>, gitlabhq.
/// </summary>
public static class VariableExpansion
{
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

    /// <summary>
    /// As <see cref="VariableReferences.Replace"/>. Throws <see cref="RefusedException"/> when the text grows too
    /// large.
    /// </summary>
    internal static string Replace(string text, bool escapes, Func<string, string?> valueOf) =>
        VariableReferences.Replace(text, escapes, valueOf) ?? throw TooLarge();

    internal static RefusedException TooLarge() => GitLabErrors
        .NoPipeline("the variables grow too large, or refer to each other too deeply, when they are expanded")
        .ToException();

    private static string? Find(string name, IReadOnlyList<JobVariable> variables) =>
        variables.LastOrDefault(v => v.Key == name)?.Value;
}
