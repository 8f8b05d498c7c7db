using CsCheck;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Tests.Federation;

/// <summary>
/// The linear wildcard matcher beside a slow one that tries every split. SALLYPORT_FULL_TESTS=1 makes it a million pairs.
/// </summary>
public sealed class WildcardProperties
{
    private static readonly long Pairs = PropertySize.Of(50_000);
    private static readonly Gen<string> Pattern = Gen.String[Gen.Char["ab:/.**?"], 0, 12];
    private static readonly Gen<string> Text = Gen.String[Gen.Char["aab:/."], 0, 14];

    [Fact]
    public void T7_T8_agrees_with_a_matcher_that_tries_every_split() => Gen.Select(Pattern, Text).Sample(
        (pattern, text) => Wildcard.Matches(pattern, text) == Slow(pattern, text), iter: Pairs);

    [Fact]
    public void T7_a_text_is_covered_by_each_pattern_that_was_made_of_it() => Gen.Select(Text, Gen.Int[0, 14], Gen.Int[0, 14], Gen.Bool).Sample(
        (text, from, length, one) =>
        {
            var start = Math.Min(from, text.Length);
            var cut = Math.Min(length, text.Length - start);
            var pattern = text[..start] + (one ? new string('?', cut) : "*") + text[(start + cut)..];
            return Wildcard.Matches(pattern, text) && Wildcard.Mismatch(pattern, text) is null;
        },
        iter: Pairs / 5);

    private static bool Slow(string pattern, string text)
    {
        var reachable = new bool[pattern.Length + 1, text.Length + 1];
        reachable[0, 0] = true;
        for (var p = 0; p < pattern.Length; p++)
            for (var t = 0; t <= text.Length; t++)
            {
                if (!reachable[p, t])
                    continue;
                if (pattern[p] == '*')
                    for (var rest = t; rest <= text.Length; rest++)
                        reachable[p + 1, rest] = true;
                else if (t < text.Length && (pattern[p] == '?' || pattern[p] == text[t]))
                    reachable[p + 1, t + 1] = true;
            }
        return reachable[pattern.Length, text.Length];
    }
}
