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

    // Longer than a machine word, with texts that go on as the pattern asks and then do not.
    [Fact]
    [Trait("Passes", "T7 T8")]
    public void T7_T8_agrees_with_it_on_long_patterns_also_about_where_they_part() => Gen.Select(Gen.String[Gen.Char["aaab*?"], 0, 200], Gen.String[Gen.Char["aab"], 0, 200]).Sample(
        (pattern, text) => Wildcard.Matches(pattern, text) == Slow([.. pattern.EnumerateRunes()], [.. text.EnumerateRunes()]) && Wildcard.Mismatch(pattern, text) == Backtracking(pattern, text),
        iter: Pairs / 50);

    // The textbook's: it goes back to the last star.
    private static int? Backtracking(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, resume = 0, furthest = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] != '*' && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                (p, t) = (p + 1, t + 1);
                furthest = Math.Max(furthest, t);
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume, p) = (p, t, p + 1);
            }
            else if (star >= 0)
            {
                resume++;
                (p, t) = (star + 1, resume);
            }
            else
            {
                return t;
            }
        }
        return pattern.AsSpan(p).TrimStart('*').IsEmpty ? null : furthest;
    }

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
