using System.Diagnostics;
using CsCheck;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Rules;

/// <summary>Whatever stands in a rule, reading it ends soon and without an exception.</summary>
public sealed class ConditionProperties
{
    private static readonly string[] Pieces =
    [
        "$A", "$B", "\"x\"", "'y'", "null", "true", "false", "/ab+/i", "/(a|b)*c/", "==", "!=", "=~", "!~", "&&", "||", "!", "(", ")", " ", "$", "/", "\"", "[", "{2}", "\\",
    ];

    private static readonly Gen<string> Expression = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 30].Select(p => string.Join(' ', p));
    private static readonly Gen<string> Pattern = Gen.String[Gen.Char["ab01(){}[]|*+?^$.\\-:,<>P=!imsU_dwz/\u00e9\n "], 0, 24];

    [Fact]
    public void Never_throws() => Expression.Sample(
        e => Condition.Holds(e, name => name == "A" ? "aab" : null) ? Condition.Read(e) is not null : true, iter: PropertySize.Of(20_000));

    [Fact]
    public void A_negation_turns_what_holds_around() => Expression.Sample(
        e => Condition.Read(e) is null || Condition.Holds($"!({e})", _ => null) != Condition.Holds(e, _ => null), iter: PropertySize.Of(20_000));

    [Fact]
    public void A_pattern_that_is_taken_finds_the_same_in_a_group() => Gen.Select(Pattern, Gen.String[Gen.Char["ab01\n"], 0, 12]).Sample(
        (pattern, text) => Re2.Compile(pattern) is not { } regex || regex.IsMatch(text) == Re2.Compile($"(?:{pattern})")?.IsMatch(text), iter: PropertySize.Of(3_000));

    [Theory]
    [InlineData("$A =~ /(a+)+$b/")]
    [InlineData("$A =~ /^(a|a)*$/")]
    [InlineData("$A =~ /(.*)(.*)(.*)(.*)x$/")]
    public void Takes_linear_time(string expression)
    {
        var text = new string('a', 100_000) + "!";
        var clock = Stopwatch.StartNew();
        Assert.False(Condition.Holds(expression, _ => text));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
    }
}
