namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Wildcard comparison over the whole text, ordinal: <c>*</c> stands for any run of characters, the empty one too; <c>?</c> for exactly
/// one code point. Every other character is literal. No regular expression and no recursion: the work is at most pattern × text.
/// </summary>
public static class Wildcard
{
    /// <summary>The longest text that is compared, in UTF-16 units; a longer one matches nothing.</summary>
    public const int MaximumText = 2048;

    /// <summary>Whether the pattern has a wildcard at all.</summary>
    public static bool IsWild(string pattern) => pattern.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether the pattern covers the whole text.</summary>
    public static bool Matches(string pattern, string text) => text.Length <= MaximumText && Mismatch(pattern, text) is null;

    /// <summary>
    /// Where the text departs from the pattern: the furthest position in the text that some reading of the pattern still reaches.
    /// Null when the pattern covers the text.
    /// </summary>
    public static int? Mismatch(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, resume = 0, furthest = 0;
        while (t < text.Length)
        {
            var step = p < pattern.Length ? Step(pattern[p], text, t) : 0;
            if (step > 0)
            {
                (p, t) = (p + 1, t + step);
                furthest = Math.Max(furthest, t);
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume, p) = (p, t, p + 1);
            }
            else if (star >= 0)
            {
                resume++;
                (p, t) = (star + 1, resume); // the star takes one more character, and we try again behind it
            }
            else
            {
                return t;
            }
        }
        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length ? null : furthest;
    }

    // How many UTF-16 units of the text this pattern character takes; 0 when it does not fit.
    private static int Step(char pattern, string text, int at) => pattern switch
    {
        '*' => 0,
        '?' => char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1,
        _ => pattern == text[at] ? 1 : 0,
    };
}
