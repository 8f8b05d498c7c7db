using System.Globalization;

namespace Sallyport.Core.Wire;

/// <summary>What a token or a caller said, made fit for a terminal.</summary>
public static class TerminalText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The text without a control character, which could move the cursor. One character stays one column.
    /// </summary>
    public static string Visible(string text) => string.Concat(text.Select(c => IsInvisible(c) ? Replacement : c));

    private static bool IsInvisible(char c)
    {
        if (char.IsControl(c))
            return true;
        return char.GetUnicodeCategory(c)
            is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
    }
}
