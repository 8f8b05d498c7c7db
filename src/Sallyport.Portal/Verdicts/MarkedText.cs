using Sallyport.Core.Wire;

namespace Sallyport.Portal.Verdicts;

/// <summary>A text whose middle differs from another text, and is marked.</summary>
/// <param name="Before">What both begin with.</param>
/// <param name="Different">
/// What differs; empty when only the other text has something there, null when nothing differs.
/// </param>
/// <param name="After">What both end with.</param>
public sealed record MarkedText(string Before, string? Different, string After)
{
    /// <summary>A text without a mark.</summary>
    public static MarkedText Same(string text) => new(TerminalText.Visible(text), null, "");

    /// <summary>A text that differs from a position to its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">The position, in UTF-16 units.</param>
    public static MarkedText From(string text, int position) => Cut(text, position, 0);

    /// <summary>What of a text differs from the other one, between what they begin and end with in common.</summary>
    public static MarkedText Between(string text, string other)
    {
        if (text == other)
            return Same(text);
        var start = text.AsSpan().CommonPrefixLength(other);
        var longest = Math.Min(text.Length, other.Length) - start;
        var end = 0;
        while (end < longest && text[^(end + 1)] == other[^(end + 1)])
            end++;
        return Cut(text, start, end);
    }

    // A pair of surrogates is never cut apart: neither half is a character.
    private static MarkedText Cut(string text, int start, int end)
    {
        if (start > 0 && char.IsHighSurrogate(text[start - 1]))
            start--;
        if (end > 0 && char.IsLowSurrogate(text[^end]))
            end--;
        var visible = TerminalText.Visible(text);
        return new MarkedText(visible[..start], visible[start..^end], visible[^end..]);
    }
}
