using System.Globalization;

namespace Sallyport.Cli;

/// <summary>What a token or a caller said, made fit for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>The text without a control character, which could move the cursor. One character stays one column.</summary>
    public static string Visible(string text) => string.Concat(text.Select(c =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            ? '\uFFFD'
            : c));
}
