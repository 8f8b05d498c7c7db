using System.Buffers.Text;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Sallyport.Server.GitLab;

/// <summary>
/// What ASP.NET's parsers of forms and query strings would take as it stands or replace: text of which two readers
/// could make different parameters.
/// </summary>
internal static class FormText
{
    /// <summary>
    /// Whether each percent sign begins an escape, and the text without escapes is UTF-8 without NUL.
    /// </summary>
    /// <param name="encoded">A body of type <c>application/x-www-form-urlencoded</c>, or a query string.</param>
    public static bool IsStrict(ReadOnlySpan<byte> encoded)
    {
        var decoded = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++, length++)
        {
            decoded[length] = encoded[i];
            if (encoded[i] != '%')
                continue;
            if (i + 2 >= encoded.Length || !IsByte(encoded.Slice(i + 1, 2), out decoded[length]))
                return false;
            i += 2;
        }
        var text = decoded.AsSpan(0, length);
        return Utf8.IsValid(text) && !text.Contains((byte)0);
    }

    /// <summary>Whether a Content-Type names no character set, or UTF-8 or its subset ASCII.</summary>
    public static bool IsUtf8(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue)
            return true;
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        return charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsByte(ReadOnlySpan<byte> digits, out byte value)
    {
        value = 0;
        var isHex = char.IsAsciiHexDigit((char)digits[0]) && char.IsAsciiHexDigit((char)digits[1]);
        return isHex && Utf8Parser.TryParse(digits, out value, out _, 'x');
    }
}
