using System.Text;

namespace Sallyport.Explain.Subjects;

/// <summary>
/// Letters with an accent, which Unicode has as one character or as a letter with a mark behind it: a file name of
/// macOS, and a branch that is called like it, may have the latter. The program runs without the data of all languages,
/// so the letters of European languages stand here. Source: Unicode Standard Annex #15, "Unicode Normalization Forms".
/// </summary>
internal static class Accents
{
    private static readonly (char Mark, string Letters, string Composed)[] Table =
    [
        ('\u0300', "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
        ('\u0301', "AEIOUYaeiouyCcNnSsZzLlRr", "ÁÉÍÓÚÝáéíóúýĆćŃńŚśŹźĹĺŔŕ"),
        ('\u0302', "AEIOUaeiouCcGgHhJjSsWwYy", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ"),
        ('\u0303', "ANOanoIiUu", "ÃÑÕãñõĨĩŨũ"),
        ('\u0304', "AaEeIiOoUu", "ĀāĒēĪīŌōŪū"),
        ('\u0306', "AaGgUuИи", "ĂăĞğŬŭЙй"),
        ('\u0307', "ZzICcEeGg", "ŻżİĊċĖėĠġ"),
        ('\u0308', "AEIOUaeiouyYЕе", "ÄËÏÖÜäëïöüÿŸЁё"),
        ('\u030A', "AaUu", "ÅåŮů"),
        ('\u030B', "OoUu", "ŐőŰű"),
        ('\u030C', "CcDdEeNnRrSsTtZz", "ČčĎďĚěŇňŘřŠšŤťŽž"),
        ('\u0327', "CcSsTtGKkLlNnRr", "ÇçŞşŢţĢĶķĻļŅņŖŗ"),
        ('\u0328', "AaEeIiUu", "ĄąĘęĮįŲų"),
    ];

    /// <summary>Whether a character is a letter together with its accent.</summary>
    public static bool IsComposed(char c) =>
        Array.Exists(Table, row => row.Composed.Contains(c, StringComparison.Ordinal));

    /// <summary>The text with each letter and the mark behind it as one character, where there is one.</summary>
    public static string Compose(string text)
    {
        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
            if (composed.Length > 0 && Compose(composed[^1], c) is { } one)
                composed[^1] = one;
            else
                composed.Append(c);
        return composed.ToString();
    }

    /// <summary>
    /// The first mark that <see cref="Compose(string)"/> puts into its letter; null when there is none.
    /// </summary>
    public static char? FirstMark(string text)
    {
        var positions = Enumerable.Range(1, Math.Max(0, text.Length - 1));
        var at = positions.FirstOrDefault(i => Compose(text[i - 1], text[i]) is not null);
        return at == 0 ? null : text[at];
    }

    private static char? Compose(char letter, char mark)
    {
        var row = Array.Find(Table, r => r.Mark == mark);
        var at = row.Letters?.IndexOf(letter, StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : row.Composed[at];
    }
}
