using System.Globalization;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// What pasting leaves in a text and no token has. It says which credential is the likeliest to be meant; no decision
/// is made with it.
/// </summary>
internal static class Pasted
{
    private const string Quotes = "\"'`\u2018\u2019\u201A\u201C\u201D\u201E\u00AB\u00BB";

    /// <summary>The text without white space, invisible characters and the quotation marks around it.</summary>
    public static string Clean(string text) => string.Concat(text.Where(c => !IsBlank(c))).Trim([.. Quotes]);

    private static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
