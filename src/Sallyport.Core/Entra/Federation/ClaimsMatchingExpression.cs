using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>How a claim is compared.</summary>
public enum ClaimOperator
{
    /// <summary><c>eq</c>: equal, character for character.</summary>
    Eq,

    /// <summary><c>matches</c>: covered by a pattern with <c>*</c> and <c>?</c>.</summary>
    Matches,
}

/// <summary>One comparison of an expression, such as <c>claims['project_id'] eq '57382910'</c>.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Comparand">With what.</param>
public sealed record ClaimTest(string Claim, ClaimOperator Operator, string Comparand)
{
    /// <summary>
    /// Whether it holds. A claim that is absent, empty or no JSON string satisfies nothing, not even <c>*</c>.
    /// </summary>
    public bool Holds(JsonElement claims)
    {
        if (claims.String(Claim) is not { Length: > 0 } value)
            return false;
        return Operator == ClaimOperator.Eq
            ? string.Equals(value, Comparand, StringComparison.Ordinal)
            : Wildcard.Matches(Comparand, value);
    }

    /// <summary>Where a value first departs from what is asked; null when it fits.</summary>
    public int? Mismatch(string value) =>
        Operator == ClaimOperator.Eq ? TextDifference.Between(Comparand, value) : Wildcard.Mismatch(Comparand, value);

    /// <summary>As it is written.</summary>
    public override string ToString() => $"claims['{Quoted(Claim)}'] {Word} '{Quoted(Comparand)}'";

    /// <summary>The operator as it is written.</summary>
    public string Word => Operator == ClaimOperator.Eq ? "eq" : "matches";

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}

/// <summary>What reading an expression gave: exactly one of the two is null.</summary>
/// <param name="Expression">The tree.</param>
/// <param name="Error">What is wrong with the text.</param>
public sealed record ExpressionResult(ClaimsMatchingExpression? Expression, ExpressionError? Error);

/// <summary>A fault in an expression's text.</summary>
/// <param name="Position">Where, counted in characters from 0.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ExpressionError(int Position, string Message)
{
    public override string ToString() => $"{Message} at position {Position}";
}

/// <summary>
/// A claims-matching expression of language version 1: comparisons joined by <c>and</c>. One tree serves for validating
/// and evaluating. Source: "Flexible federated identity credentials", Microsoft Entra workload ID.
/// </summary>
/// <param name="Text">As it was written.</param>
/// <param name="Tests">The comparisons, all of which must hold.</param>
public sealed record ClaimsMatchingExpression(string Text, IReadOnlyList<ClaimTest> Tests)
{
    /// <summary>The only version of the language.</summary>
    public const int LanguageVersion = 1;

    /// <summary>The longest text, in characters.</summary>
    public const int MaximumLength = 600;

    /// <summary>Reads the text of an expression.</summary>
    public static ExpressionResult Read(string text) => ExpressionParser.Read(text);

    /// <summary>The first comparison that does not hold for these claims, or null when all of them do.</summary>
    public ClaimTest? FirstFailing(JsonElement claims) => Tests.FirstOrDefault(t => !t.Holds(claims));

    /// <summary>The same with another comparand in some of the comparisons.</summary>
    public ClaimsMatchingExpression With(Func<ClaimTest, bool> those, string comparand)
    {
        List<ClaimTest> tests = [.. Tests.Select(t => those(t) ? t with { Comparand = comparand } : t)];
        return new ClaimsMatchingExpression(string.Join(" and ", tests), tests);
    }

    public override string ToString() => Text;
}
