using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Sallyport.Server.Transport;

/// <summary>
/// The first bytes of a connection: TLS at once, or the head of a forward proxy's <c>CONNECT</c> (RFC 9110 §9.3.6).
/// </summary>
/// <param name="Host">The host that is asked for, lower case; null when the connection opens with TLS.</param>
/// <param name="Port">The port that is asked for.</param>
/// <param name="Fault">What is wrong with the opening; null when it is fine.</param>
internal sealed record ConnectHead(string? Host, int Port, string? Fault)
{
    private const int MaximumSize = 8 * 1024;
    private const byte TlsHandshake = 0x16;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads the opening. A TLS hello is left in the pipe untouched; a CONNECT head is taken out of it.
    /// </summary>
    public static async Task<ConnectHead?> ReadAsync(PipeReader input, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeLimit);
        while (true)
        {
            var read = await input.ReadAsync(limit.Token);
            var buffer = read.Buffer;
            if (buffer.IsEmpty && read.IsCompleted)
                return null;
            if (!buffer.IsEmpty && buffer.FirstSpan[0] == TlsHandshake)
            {
                input.AdvanceTo(buffer.Start);
                return new ConnectHead(null, 443, null);
            }
            if (HeadEnd(buffer) is { } end)
            {
                var head = Encoding.Latin1.GetString(buffer.Slice(0, end));
                input.AdvanceTo(end);
                return Parse(head);
            }
            if (buffer.Length > MaximumSize || read.IsCompleted)
                return new ConnectHead(null, 0, "the request head is too long or incomplete");
            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    // az 2.45 speaks HTTP/1.0 here and sends no header at all, not even Host.
    private static ConnectHead Parse(string head)
    {
        var line = head.Split("\r\n", 2)[0].Split(' ');
        if (line is not ["CONNECT", var target, "HTTP/1.0" or "HTTP/1.1"])
            return new ConnectHead(null, 0, "this port accepts TLS, and CONNECT from clients that use it as proxy");
        var colon = target.LastIndexOf(':');
        var host = colon < 0 ? "" : target[..colon].Trim('[', ']').ToLowerInvariant();
        var port = colon >= 0 && int.TryParse(target[(colon + 1)..], out var number) && number is > 0 and < 65536
            ? number
            : 0;
        var plain = host.Length is > 0 and <= 253
            && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':');
        return plain && port > 0
            ? new ConnectHead(host, port, null)
            : new ConnectHead(null, 0, "CONNECT needs host:port");
    }

    private static SequencePosition? HeadEnd(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        return reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8) ? reader.Position : null;
    }
}
