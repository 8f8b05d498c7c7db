using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Sallyport.Server.Transport;

/// <summary>
/// The first bytes of a connection: TLS at once, or the head of a forward proxy's <c>CONNECT</c> (RFC 9110 §9.3.6).
/// </summary>
/// <param name="Host">
/// The host that is asked for, as <see cref="ProxyHost"/> reads it; null when the connection opens with TLS.
/// </param>
/// <param name="Port">The port that is asked for.</param>
/// <param name="Fault">What is wrong with the opening; null when it is fine.</param>
internal sealed record ConnectHead(string? Host, int Port, string? Fault)
{
    /// <summary>The longest head, in bytes.</summary>
    public const int MaximumSize = 8 * 1024;

    private const byte TlsHandshake = 0x16;
    private const string Authorization = "Proxy-Authorization";
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>The value of <c>Proxy-Authorization</c>; null when there is none.</summary>
    public string? ProxyAuthorization { get; private init; }

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
            if (EndOf(buffer) is { } end)
            {
                var head = Encoding.Latin1.GetString(buffer.Slice(0, end));
                input.AdvanceTo(end);
                return Parse(head);
            }
            if (buffer.Length > MaximumSize || read.IsCompleted)
                return Faulty("the request head is too long or incomplete");
            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Where the head of an HTTP message ends; null while that has not arrived.</summary>
    public static SequencePosition? EndOf(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        return reader.TryReadTo(out ReadOnlySequence<byte> _, "\r\n\r\n"u8) ? reader.Position : null;
    }

    // az 2.45 speaks HTTP/1.0 here and sends no header at all, not even Host.
    private static ConnectHead Parse(string head)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not ["CONNECT", var target, "HTTP/1.0" or "HTTP/1.1"])
            return Faulty("this port accepts TLS, and CONNECT from clients that use it as proxy; not plain http");
        var headers = lines[1..^2];
        if (!headers.All(IsHeader))
            return Faulty("a header line of the CONNECT is malformed");
        var authorizations = headers.Where(IsAuthorization).ToList();
        if (authorizations.Count > 1)
            return Faulty($"{Authorization} is there more than once");
        var colon = target.LastIndexOf(':');
        var isPort = ushort.TryParse(
            target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
        if (colon < 0 || !isPort || ProxyHost.Read(target[..colon]) is not { } host)
            return Faulty("CONNECT needs host:port");
        return new ConnectHead(host, port, null)
        {
            ProxyAuthorization = authorizations.FirstOrDefault()?[(Authorization.Length + 1)..].Trim(),
        };
    }

    private static ConnectHead Faulty(string fault) => new(null, 0, fault);

    // RFC 9112 §5: a name of visible characters, no blank before the colon, no line that continues another.
    private static bool IsHeader(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && line[..colon].All(c => c is > ' ' and <= '~')
            && !line.Any(c => char.IsControl(c) && c != '\t');
    }

    private static bool IsAuthorization(string line) =>
        line.StartsWith(Authorization + ":", StringComparison.OrdinalIgnoreCase);
}
