using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Http;

/// <summary>
/// The one reader of request bodies: it takes no more bytes than the caller allows, and gives nobody a body of which
/// a part is missing. Once it has read a whole body, it gives that to every later reader of the request.
/// </summary>
internal static class LimitedBody
{
    /// <summary>
    /// Reads the whole body. Null when it has more bytes than allowed; the rest of it is then left unread.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="maximum">How many bytes are allowed.</param>
    /// <param name="cancel">Cancels the reading.</param>
    /// <exception cref="BadHttpRequestException">The body ended early, or its framing is wrong.</exception>
    /// <exception cref="OperationCanceledException">
    /// The client has left, or the server stops before all has arrived; the connection is cut.
    /// </exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int maximum, CancellationToken cancel)
    {
        var features = request.HttpContext.Features;
        if (features.Get<WholeBody>() is { Bytes: var known })
            return known?.Length <= maximum ? known : null;
        byte[]? body = null;
        await WithinStopAsync(
            request, async limit => body = await ReadWholeAsync(request, maximum, limit), cancel);
        features.Set(new WholeBody(body));
        return body;
    }

    /// <summary>
    /// Lets somebody read a body piece by piece, and cuts the connection when the server stops before all has arrived.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads; it bounds what it takes.</param>
    /// <param name="cancel">Cancels the reading.</param>
    public static async Task WithinStopAsync(
        HttpRequest request, Func<CancellationToken, Task> read, CancellationToken cancel)
    {
        var overdue = request.HttpContext.Features.Get<OpenConnection>()?.Overdue ?? CancellationToken.None;
        await using var cut = overdue.Register(request.HttpContext.Abort);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, overdue);
        try
        {
            await read(limit.Token);
        }
        // Kestrel counts the size of a chunk in 64 bits, and has no error of its own for a larger one
        catch (IOException exception) when (exception.InnerException is OverflowException)
        {
            throw Incomplete("The size of a chunk is too large.", exception);
        }
    }

    private static async Task<byte[]?> ReadWholeAsync(HttpRequest request, int maximum, CancellationToken cancel)
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
            if (result.IsCanceled)
                throw new OperationCanceledException("The reading of the body was broken off.");
            if (!result.IsCompleted)
                continue;
            // a reader that is completed by the end of the connection must not look like the end of the body
            cancel.ThrowIfCancellationRequested();
            if (request.ContentLength is { } length && length != bytes.WrittenCount)
                throw Incomplete("The body ended before its Content-Length.");
            return bytes.WrittenSpan.ToArray();
        }
    }

    private static BadHttpRequestException Incomplete(string message, Exception? cause = null) =>
        new(message, StatusCodes.Status400BadRequest, cause!);

    private static void Append(ArrayBufferWriter<byte> bytes, ReadOnlySequence<byte> piece)
    {
        foreach (var memory in piece)
            bytes.Write(memory.Span);
    }

    // Null bytes for one that was too large.
    private sealed record WholeBody(byte[]? Bytes);
}
