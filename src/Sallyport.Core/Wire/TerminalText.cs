using System.Globalization;
using System.Text;

namespace Sallyport.Core.Wire;

/// <summary>
/// What a token or a caller said, made fit for a terminal: nothing moves the cursor, changes the direction of what
/// follows, or stands there unseen.
/// </summary>
public static class TerminalText
{
    private const char Replacement = '\uFFFD';

    // What a terminal shows as nothing, beyond control and format characters. Source: Unicode, DerivedCoreProperties,
    // Default_Ignorable_Code_Point.
    private static readonly (int First, int Last)[] Ignorable =
    [
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2060, 0x206F), (0x3164, 0x3164),
        (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    ];

    /// <summary>
    /// The text with U+FFFD in place of each UTF-16 unit of a character that is not seen: its length stays.
    /// </summary>
    public static string Visible(string text) => Replaced(text, _ => Replacement.ToString());

    /// <summary>
    /// A JSON text in which characters that are not seen are written as <c>\u202e</c>. Outside of strings JSON has none
    /// but line breaks, which stay.
    /// </summary>
    public static string VisibleJson(string json) =>
        Replaced(json, unit => char.IsAscii(unit) ? unit.ToString() : $"\\u{(int)unit:x4}");

    private static string Replaced(string text, Func<char, string> replace)
    {
        if (Ascii.IsValid(text) && !text.Any(char.IsControl))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole && !IsInvisible(rune))
                result.Append(text, i, length);
            else
                result.AppendJoin("", text.Substring(i, length).Select(replace));
            i += length;
        }
        return result.ToString();
    }

    private static bool IsInvisible(Rune rune)
    {
        if (rune.IsAscii)
            return Rune.IsControl(rune);
        var category = Rune.GetUnicodeCategory(rune);
        return category is UnicodeCategory.Control or UnicodeCategory.Format
            || category is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || Array.Exists(Ignorable, range => rune.Value >= range.First && rune.Value <= range.Last);
    }
}
