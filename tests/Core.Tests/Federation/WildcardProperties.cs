using System.Text;
using CsCheck;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Tests.Federation;

/// <summary>
/// The linear wildcard matcher beside a slow one that tries every split. SALLYPORT_FULL_TESTS=1 makes it a million pairs.
/// </summary>
public sealed class WildcardProperties
{
    private static readonly long Pairs = PropertySize.Of(50_000);
    private static readonly string[] Letters = ["a", "a", "b", ":", "/", ".", "\u00e9", "\U0001F680", "\U0001F681"]; // the last two begin alike in UTF-16
    private static readonly Gen<string> Pattern = Of([.. Letters, "*", "*", "*", "?", "?"]).Array[0, 12].Select(string.Concat);
    private static readonly Gen<string> Text = Of(Letters).Array[0, 14].Select(string.Concat);

    [Fact]
    [Trait("Passes", "T7 T8")]
    public void T7_T8_agrees_with_a_matcher_that_tries_every_split() => Gen.Select(Pattern, Text).Sample(
        (pattern, text) => Wildcard.Matches(pattern, text) == Slow([.. pattern.EnumerateRunes()], [.. text.EnumerateRunes()]), iter: Pairs);

    [Fact]
    [Trait("Passes", "T7")]
    public void T7_a_text_is_covered_by_each_pattern_that_was_made_of_it() => Gen.Select(Of(Letters).Array[0, 14], Gen.Int[0, 14], Gen.Int[0, 14], Gen.Bool).Sample(
        (letters, from, length, one) =>
        {
            var start = Math.Min(from, letters.Length);
            var cut = Math.Min(length, letters.Length - start);
            var pattern = string.Concat(letters[..start]) + (one ? new string('?', cut) : "*") + string.Concat(letters[(start + cut)..]);
            var text = string.Concat(letters);
            return Wildcard.Matches(pattern, text) && Wildcard.Mismatch(pattern, text) is null;
        },
        iter: Pairs / 5);

    private static Gen<string> Of(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static bool Slow(Rune[] pattern, Rune[] text)
    {
        var reachable = new bool[pattern.Length + 1, text.Length + 1];
        reachable[0, 0] = true;
        for (var p = 0; p < pattern.Length; p++)
            for (var t = 0; t <= text.Length; t++)
            {
                if (!reachable[p, t])
                    continue;
                if (pattern[p].Value == '*')
                    for (var rest = t; rest <= text.Length; rest++)
                        reachable[p + 1, rest] = true;
                else if (t < text.Length && (pattern[p].Value == '?' || pattern[p] == text[t]))
                    reachable[p + 1, t + 1] = true;
            }
        return reachable[pattern.Length, text.Length];
    }
}
