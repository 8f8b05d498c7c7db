using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Http;

/// <summary>The one reader of request bodies: it takes no more bytes than the caller allows.</summary>
internal static class LimitedBody
{
    /// <summary>
    /// Reads the whole body. Null when it has more bytes than allowed; the rest of it is then left unread.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="maximum">How many bytes are allowed.</param>
    /// <param name="cancel">Cancels the reading.</param>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int maximum, CancellationToken cancel)
    {
        var reader = request.BodyReader;
        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            var result = await reader.ReadAsync(cancel);
            var piece = result.Buffer;
            var isTooLarge = bytes.WrittenCount + piece.Length > maximum;
            if (!isTooLarge)
                Append(bytes, piece);
            reader.AdvanceTo(piece.End);
            if (isTooLarge)
                return null;
            if (result.IsCompleted)
                return bytes.WrittenSpan.ToArray();
        }
    }

    private static void Append(ArrayBufferWriter<byte> bytes, ReadOnlySequence<byte> piece)
    {
        foreach (var memory in piece)
            bytes.Write(memory.Span);
    }
}
