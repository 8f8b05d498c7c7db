using System.Globalization;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// What pasting leaves in a text and no token has. It says which credential is the likeliest to be meant; no decision
/// is made with it.
/// </summary>
public static class Pasted
{
    private const string Quotes = "\"'`\u2018\u2019\u201A\u201C\u201D\u201E\u00AB\u00BB";

    /// <summary>The text without white space, invisible characters and the quotation marks around it.</summary>
    public static string Clean(string text) => string.Concat(text.Where(c => !IsBlank(c))).Trim([.. Quotes]);

    /// <summary>A quotation mark, typed or typographic.</summary>
    public static bool IsQuote(char c) => Quotes.Contains(c, StringComparison.Ordinal);

    /// <summary>White space, a control character, or a format character such as U+200B.</summary>
    public static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
