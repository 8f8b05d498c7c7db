namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Wildcard comparison over the whole text, ordinal: <c>*</c> stands for any run of characters, the empty one too;
/// <c>?</c> for exactly one code point. Every other character is literal. No regular expression, no recursion and no
/// going back: the time is that of the text, whatever the pattern (<see cref="WildcardReadings"/>), and no more of a
/// text is looked at than could match.
/// </summary>
public static class Wildcard
{
    /// <summary>The longest text that is compared, in UTF-16 units; a longer one matches nothing.</summary>
    public const int MaximumText = 2048;

    /// <summary>Whether the pattern has a wildcard at all.</summary>
    public static bool IsWild(string pattern) => pattern.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether the pattern covers the whole text.</summary>
    public static bool Matches(string pattern, string text) =>
        text.Length <= MaximumText && Mismatch(pattern, text) is null;

    /// <summary>
    /// Where the text departs from the pattern: the furthest position in the text that some reading of the pattern
    /// still reaches. Null when the pattern covers the text.
    /// </summary>
    public static int? Mismatch(string pattern, string text)
    {
        if (text.Length > MaximumText)
            return Mismatch(pattern, text[..MaximumText]) ?? MaximumText;
        var readings = new WildcardReadings(pattern);
        int at = 0, furthest = 0;
        while (at < text.Length)
            if (readings.Take(WildcardReadings.CodePoint(text, ref at)))
                furthest = at;
        return readings.AreComplete ? null : furthest;
    }
}
