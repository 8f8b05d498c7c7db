namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// An expression of <c>if</c>. Values are null, true, false, text or a regular expression. As in Ruby,
/// <c>&amp;&amp;</c> and <c>||</c> give one of their operands back, and only null and false count as false inside them.
/// The whole expression holds if its value is not blank.
/// Source: "CI/CD expressions", GitLab documentation; <c>lib/gitlab/ci/pipeline/expression</c>, gitlabhq.
/// </summary>
internal sealed class Condition
{
    private readonly ConditionNode tree;

    private Condition(ConditionNode tree) => this.tree = tree;

    /// <summary>Reads an expression; null when GitLab says <c>invalid expression syntax</c>.</summary>
    public static Condition? Read(string text)
    {
        if (ConditionLexer.Read(text) is not { Count: > 0 } tokens)
            return null;
        return ConditionParser.Read(tokens) is { } tree ? new Condition(tree) : null;
    }

    /// <summary>Whether an expression holds; one that cannot be read does not.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="variable">The value of a variable, or null when there is none.</param>
    public static bool Holds(string text, Func<string, string?> variable) => Read(text)?.Holds(variable) ?? false;

    /// <summary>Whether it holds.</summary>
    public bool Holds(Func<string, string?> variable) => ConditionValue.IsPresent(tree.Evaluate(variable));
}

/// <summary>What the values of an expression are to its operators.</summary>
internal static class ConditionValue
{
    /// <summary>Whether a value is neither null, nor false, nor text of white space only.</summary>
    public static bool IsPresent(object? value) => value switch
    {
        null or false => false,
        string text => !string.IsNullOrWhiteSpace(text),
        _ => true,
    };

    /// <summary>Whether a value counts inside <c>&amp;&amp;</c> and <c>||</c>.</summary>
    public static bool IsTrue(object? value) => value is not (null or false);

    /// <summary>Whether two values are equal; true and false equal their words.</summary>
    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (bool flag, string text) => Word(flag) == text,
        (string text, bool flag) => Word(flag) == text,
        _ => Equals(left, right),
    };

    /// <summary>
    /// Whether the right value finds something in the left one. Text on the right that is no regular expression is
    /// searched for the left value instead.
    /// </summary>
    public static bool Finds(object right, object? left)
    {
        if (right is not string text)
            return (right as ConditionPattern)?.Finds(Text(left)) ?? false;
        return ConditionPattern.Read(text)?.Finds(Text(left)) ?? text.Contains(Text(left), StringComparison.Ordinal);
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => Word(flag),
        ConditionPattern pattern => pattern.Source,
        _ => (string)value,
    };

    private static string Word(bool flag) => flag ? "true" : "false";
}
