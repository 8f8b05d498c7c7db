using System.Buffers;
using System.Buffers.Text;

namespace Sallyport.Core.Wire;

/// <summary>
/// base64url as RFC 7515 §2 wants it: no padding, no blanks, no other alphabet, no spare bits that are not zero.
/// </summary>
public static class StrictBase64Url
{
    /// <summary>Encodes without padding.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>The bytes, or null when the text is not the one encoding of any.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done)
            return null;
        bytes = bytes[..written];
        // the decoder takes blanks, padding and spare bits
        return text.SequenceEqual(Base64Url.EncodeToString(bytes)) ? bytes : null;
    }
}
