using System.Text.Json;
using CsCheck;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Tests.Federation;

/// <summary>
/// Expressions that are written from a tree are read as that tree and hold exactly when each of its comparisons does; whatever else is
/// written is an error with a position inside the text, never an exception. SALLYPORT_FULL_TESTS=1 makes it a million expressions.
/// </summary>
public sealed class ExpressionProperties
{
    private static readonly long Expressions = PropertySize.Of(20_000);
    private static readonly Gen<string> Claim = Gen.OneOf(Gen.Const("sub"), Gen.Const("project_id"), Gen.Const("ref"));
    private static readonly Gen<string> Value = Gen.String[Gen.Char["ab:/' *?"], 1, 8];
    private static readonly Gen<ClaimTest> Comparison = Gen.Select(Claim, Gen.OneOf(Gen.Const(ClaimOperator.Eq), Gen.Const(ClaimOperator.Matches)), Value)
        .Select((claim, operation, value) => new ClaimTest(claim, operation, value));

    [Fact]
    public void E2_a_written_tree_is_read_as_it_is_and_holds_when_each_of_its_comparisons_does() => Gen.Select(
        Comparison.List[1, 4], Gen.Dictionary(Claim, Value)[0, 3]).Sample(
        (tests, claims) =>
        {
            var (expression, error) = ClaimsMatchingExpression.Read(string.Join(" and ", tests.Select(Write)));
            return error is null && expression!.Tests.SequenceEqual(tests)
                && expression.FirstFailing(JsonSerializer.SerializeToElement(claims)) is null == tests.TrueForAll(t => Holds(t, claims));
        },
        iter: Expressions);

    [Fact]
    public void E2_whatever_is_written_is_an_expression_or_an_error_with_a_place() => Gen.Select(
        Comparison.List[1, 3].Select(t => string.Join(" and ", t.Select(Write))), Gen.Int[0, 200], Gen.Int[0, 3], Gen.String[0, 3]).Sample(
        (text, from, length, with) =>
        {
            var start = Math.Min(from, text.Length);
            var broken = text[..start] + with + text[Math.Min(text.Length, start + length)..];
            var (expression, error) = ClaimsMatchingExpression.Read(broken);
            return expression is null ? error!.Position >= 0 && error.Position <= broken.Length : error is null && ClaimsMatchingExpression.Read(string.Join(" and ", expression.Tests.Select(Write))).Expression!.Tests.SequenceEqual(expression.Tests);
        },
        iter: Expressions);

    private static string Write(ClaimTest test) =>
        $"claims['{Quoted(test.Claim)}'] {(test.Operator == ClaimOperator.Eq ? "eq" : "matches")} '{Quoted(test.Comparand)}'";

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static bool Holds(ClaimTest test, Dictionary<string, string> claims) => claims.TryGetValue(test.Claim, out var value)
        && (test.Operator == ClaimOperator.Eq ? value == test.Comparand : Covers(test.Comparand, value));

    private static bool Covers(string pattern, string text) => pattern switch
    {
        "" => text.Length == 0,
        ['*', .. var rest] => Covers(rest, text) || (text.Length > 0 && Covers(pattern, text[1..])),
        _ => text.Length > 0 && (pattern[0] == '?' || pattern[0] == text[0]) && Covers(pattern[1..], text[1..]),
    };
}
