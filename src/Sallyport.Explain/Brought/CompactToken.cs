using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Core.Wire;

namespace Sallyport.Explain.Brought;

/// <summary>The form of a compact JWS (RFC 7515 §7.1), read less strictly than the token service reads it.</summary>
internal static partial class CompactToken
{
    /// <summary>Whether the text is a header, a payload and a signature, which may be empty.</summary>
    public static bool Is(string text) =>
        Form().IsMatch(text) && Decoded(text[..text.IndexOf('.', StringComparison.Ordinal)]) is ['{', ..];

    /// <summary>The first token in a longer text; null when there is none.</summary>
    public static string? In(string text)
    {
        var words = Inside().Match(text);
        if (!words.Success)
            return null;
        var token = words.Value[Begin().Match(words.Value).Index..];
        return token.Length < text.Length ? token : null;
    }

    /// <summary>A part of a token as a JSON object; null when it is none.</summary>
    public static JsonElement? Object(string part) =>
        Decoded(part) is { } text ? StrictJson.ReadObject(Encoding.UTF8.GetBytes(text)) : null;

    /// <summary>A part of a token in either alphabet as text; null when it is not base64.</summary>
    public static string? Decoded(string part)
    {
        var plain = part.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var isBase64 = plain.Length > 0 && plain.All(IsOfAlphabet) && Base64Url.IsValid(plain);
        return isBase64 ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(plain)).TrimStart() : null;
    }

    private static bool IsOfAlphabet(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    [GeneratedRegex("^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*\\z")]
    private static partial Regex Form();

    // Both objects begin with {" in base64url, or with { and a blank or a line feed. What stands before the first one,
    // as %22 does, is taken along, so that a search begins where a word does and not at each of its characters.
    [GeneratedRegex(
        "(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*e[wy][A-Za-z0-9_-]{6})[A-Za-z0-9_-]+"
        + "\\.e[wy][A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]+")]
    private static partial Regex Inside();

    [GeneratedRegex("e[wy][A-Za-z0-9_-]{6}")]
    private static partial Regex Begin();
}
