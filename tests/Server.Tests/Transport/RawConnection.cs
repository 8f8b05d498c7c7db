using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Server.Tests.Transport;

/// <summary>A TLS connection to one host of a server, on which a test writes bytes of its own.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly SslStream tls;

    private RawConnection(Socket socket, SslStream tls) => (this.socket, this.tls) = (socket, tls);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Connects to the port alone; nothing is said yet.</summary>
    public static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, Cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and greets in TLS.</summary>
    public static async Task<RawConnection> OpenAsync(int port, string host) =>
        await GreetAsync(await ConnectAsync(port), host);

    /// <summary>Greets in TLS on a connection that a proxy has just opened.</summary>
    public static async Task<RawConnection> GreetAsync(Socket socket, string host)
    {
#pragma warning disable CA5359 // The bytes are what is tested, not the certificate.
        var tls = new SslStream(new NetworkStream(socket), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        var connection = new RawConnection(socket, tls);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, Cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await tls.WriteAsync(bytes, Cancel);

    /// <summary>Leaves at once: the connection is reset, not closed.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Says that nothing more will come.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>What arrives until the text has; shorter when the connection ends before.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var (all, buffer) = (new StringBuilder(), new byte[1]);
        while (!all.ToString().EndsWith(end, StringComparison.Ordinal) && await ReadAsync(buffer) > 0)
            all.Append((char)buffer[0]);
        return all.ToString();
    }

    /// <summary>What arrives until the server closes or cuts the connection.</summary>
    public Task<string> ReadToEndAsync() => ReadToEndAsync(tls);

    /// <summary>What arrives until the other side closes or cuts the connection.</summary>
    public static async Task<string> ReadToEndAsync(Stream stream)
    {
        var (all, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        while (await ReadAsync(stream, buffer) is > 0 and var length)
            all.Append(Encoding.Latin1.GetString(buffer, 0, length));
        return all.ToString();
    }

    /// <summary>Reads so many bytes; false when the connection ends before.</summary>
    public async Task<bool> SkipAsync(int count)
    {
        var buffer = new byte[Math.Min(count, 16 * 1024)];
        while (count > 0 && await ReadAsync(buffer.AsMemory(0, Math.Min(count, buffer.Length))) is > 0 and var piece)
            count -= piece;
        return count == 0;
    }

    /// <summary>One answer with a Content-Length, whole; shorter when the connection ends before.</summary>
    public async Task<string> ReadAnswerAsync()
    {
        const string length = "Content-Length: ";
        var head = await ReadUntilAsync("\r\n\r\n");
        var at = head.IndexOf(length, StringComparison.Ordinal);
        if (at < 0)
            return head;
        var number = head[(at + length.Length)..].Split('\r')[0];
        var body = new byte[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)];
        var read = 0;
        while (read < body.Length && await ReadAsync(body.AsMemory(read)) is > 0 and var piece)
            read += piece;
        return head + Encoding.Latin1.GetString(body, 0, read);
    }

    public async ValueTask DisposeAsync()
    {
        await tls.DisposeAsync();
        socket.Dispose();
    }

    private Task<int> ReadAsync(Memory<byte> buffer) => ReadAsync(tls, buffer);

    private static async Task<int> ReadAsync(Stream stream, Memory<byte> buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer, Cancel);
        }
        catch (IOException)
        {
            return 0; // cut
        }
    }
}
