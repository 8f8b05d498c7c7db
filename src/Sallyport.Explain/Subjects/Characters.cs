using System.Globalization;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Subjects;

/// <summary>Characters that cannot be seen, and characters that look like others.</summary>
internal static class Characters
{
    /// <summary>White space that an editor shows, if only as a gap.</summary>
    public static bool IsPlainBlank(char c) => c is ' ' or '\t' or '\r' or '\n';

    /// <summary>The text without white space and characters that cannot be seen.</summary>
    public static string WithoutBlanks(string text) => string.Concat(text.Where(c => !Pasted.IsBlank(c)));

    /// <summary>The text without those at its ends alone.</summary>
    public static string Trim(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && Pasted.IsBlank(text[start]))
            start++;
        while (end > start && Pasted.IsBlank(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>
    /// The first character of a text that cannot be seen at all, as a code point; null when each blank is a plain one.
    /// </summary>
    public static string? Invisible(string text)
    {
        var found = text.FirstOrDefault(c => Pasted.IsBlank(c) && !IsPlainBlank(c));
        return found == '\0' ? null : CodePoint(found);
    }

    /// <summary>
    /// What one text has in place of a plain letter of the other, such as <c>U+0430 in place of 'a'</c>, or how it
    /// composes the same letter otherwise; null when they differ otherwise.
    /// </summary>
    public static string? LookAlike(string expected, string presented)
    {
        if (Composition(expected, presented) is { } composition)
            return composition;
        if (expected.Length != presented.Length)
            return null;
        var differing = Enumerable.Range(0, expected.Length).Where(i => expected[i] != presented[i]).ToList();
        if (differing.Count == 0 || differing.Exists(i => !MayLookAlike(expected[i], presented[i])))
            return null;
        var one = expected[differing[0]];
        var other = presented[differing[0]];
        return char.IsAscii(one)
            ? $"{CodePoint(other)} in place of '{one}'"
            : $"{CodePoint(one)} in place of '{other}'";
    }

    // One letter with its accent, or letter and accent as two characters.
    private static string? Composition(string expected, string presented)
    {
        if (expected == presented || Accents.Compose(expected) != Accents.Compose(presented))
            return null;
        var mark = Accents.FirstMark(expected) ?? Accents.FirstMark(presented);
        return mark is { } accent ? $"{CodePoint(accent)} behind its letter, the other one composed character" : null;
    }

    // A letter with an accent, such as U+00E9, is seen to be another one.
    private static bool MayLookAlike(char one, char other)
    {
        if (char.IsAscii(one) == char.IsAscii(other))
            return false;
        return !Accents.IsComposed(char.IsAscii(one) ? other : one);
    }

    /// <summary>
    /// In lower case, where the letter is ASCII: no other letter is taken for the same as a second one.
    /// </summary>
    public static string Lower(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));

    private static string CodePoint(char c) => $"U+{(int)c:X4}";
}
