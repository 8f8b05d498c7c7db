using System.Text;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Parameters as forms and queries write them (<c>application/x-www-form-urlencoded</c>), read strictly (RFC 6749
/// §3.1): one may stand only once, names keep their case, an empty value counts as absent.
/// </summary>
internal static class RequestParameters
{
    private const int Maximum = 100;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads them. Throws AADSTS9002313.</summary>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var range in text.Split((byte)'&'))
        {
            var pair = text[range];
            if (pair.IsEmpty)
                continue;
            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            if (!seen.Add(name))
                throw Aadsts.MalformedRequest("a parameter stands twice").ToException();
            if (seen.Count > Maximum)
                throw Aadsts.MalformedRequest("too many parameters").ToException();
            if (value.Length > 0)
                parameters[name] = value;
        }
        return parameters;
    }

    /// <summary>Reads one name or value.</summary>
    public static string Decode(ReadOnlySpan<byte> encoded)
    {
        var decoded = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++, length++)
        {
            decoded[length] = encoded[i] switch
            {
                (byte)'+' => (byte)' ',
                (byte)'%' => Escaped(encoded, ref i),
                var plain => plain,
            };
        }
        try
        {
            var text = Utf8.GetString(decoded, 0, length);
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw Aadsts.MalformedRequest("NUL in the form").ToException()
                : text;
        }
        catch (DecoderFallbackException)
        {
            throw Aadsts.MalformedRequest("the form is not UTF-8").ToException();
        }
    }

    private static byte Escaped(ReadOnlySpan<byte> encoded, ref int i)
    {
        if (i + 2 >= encoded.Length
            || !char.IsAsciiHexDigit((char)encoded[i + 1])
            || !char.IsAsciiHexDigit((char)encoded[i + 2]))
            throw Aadsts.MalformedRequest("a broken percent escape").ToException();
        i += 2;
        return (byte)((HexDigit(encoded[i - 1]) << 4) | HexDigit(encoded[i]));
    }

    private static int HexDigit(byte c) => char.IsAsciiDigit((char)c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
