namespace Sallyport.Core.GitLab.Ci;

/// <summary>A variable that exists before a pipeline does.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value, not expanded any more.</param>
/// <param name="Masked">Whether it is secret, so that <c>expand_vars</c> refuses it.</param>
public sealed record IncludeVariable(string Key, string Value, bool Masked = false);

/// <summary>
/// What is known when a CI file is put together: nothing of its own variables and jobs. Source: "Use variables with
/// <c>include</c>", GitLab documentation.
/// </summary>
public sealed record IncludeContext
{
    /// <summary>Nothing known: no variable has a value, and no rule can be decided.</summary>
    public static IncludeContext None { get; } = new();

    /// <summary>
    /// The variables: predefined, of the project and its groups, of the instance, and those that the pipeline is
    /// started with.
    /// </summary>
    public IReadOnlyList<IncludeVariable> Variables { get; init; } = [];

    /// <summary>
    /// The inputs that the pipeline is started with, for the <c>spec:inputs</c> of the first file. Numbers, booleans
    /// and arrays are JSON texts.
    /// </summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether a rule of an <c>include</c> fits; null when that cannot be decided. The files of its <c>exists</c> are
    /// those of the project that it names, which is also set when the file with the rule comes from there.
    /// </summary>
    public Func<RuleDefinition, bool>? Fits { get; init; }

    /// <summary>
    /// Whether an expression of an input's rule holds, given the variables that stand for inputs; null when that
    /// cannot be decided.
    /// </summary>
    public Func<string, IReadOnlyList<IncludeVariable>, bool>? Holds { get; init; }
}

/// <summary>
/// References to variables in <c>include</c> and in inputs. Source: <c>lib/expand_variables.rb</c>, gitlabhq.
/// </summary>
internal sealed class IncludeVariables(IReadOnlyList<IncludeVariable> variables)
{
    private readonly Dictionary<string, IncludeVariable> byName = variables
        .GroupBy(v => v.Key, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    /// <summary>Why there is no expanded text.</summary>
    public const string TooLarge = "the variables make the text too large";

    /// <summary>Replaces each reference; an unknown one by nothing. Null when the text grows too large.</summary>
    public string? Expand(string text) =>
        VariableReferences.Replace(text, escapes: true, name => Find(name)?.Value ?? "");

    /// <summary>
    /// Replaces the references to variables that exist, and leaves the others. Null when the text grows too large.
    /// </summary>
    public string? ExpandExisting(string text) =>
        VariableReferences.Replace(text, escapes: true, name => Find(name)?.Value);

    /// <summary>Whether a text refers to a secret variable.</summary>
    public bool NamesMasked(string text)
    {
        var isNamed = false;
        VariableReferences.Replace(text, escapes: true, name =>
        {
            isNamed |= Find(name) is { Masked: true };
            return "";
        });
        return isNamed;
    }

    private IncludeVariable? Find(string name) => byName.GetValueOrDefault(name);
}
