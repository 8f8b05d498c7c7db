using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Sallyport.Server.Transport;

/// <summary>
/// Passes a CONNECT on to a host that is not ours, through the proxy of <c>HTTPS_PROXY</c> if there is one.
/// </summary>
internal sealed class Tunnel(IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);

    /// <summary>Connects and copies both ways until one side is done or the server stops.</summary>
    public async Task RunAsync(ConnectionContext connection, string host, int port)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            connection.ConnectionClosed, lifetime.ApplicationStopping);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var upstream = UpstreamProxy();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
            limit.CancelAfter(ConnectLimit);
            await socket.ConnectAsync(upstream?.IdnHost ?? host, upstream?.Port ?? port, limit.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            await ProxyConnections.AnswerAsync(connection, "502 Bad Gateway", $"'{host}' cannot be reached from here.");
            return;
        }
        await using var stream = new NetworkStream(socket);
        // The upstream proxy answers the CONNECT itself; without one we do.
        if (upstream is not null)
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"), over.Token);
        else
            await connection.Transport.Output.WriteAsync(
                "HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray(), over.Token);
        await CopyAsync(connection, stream, over);
    }

    private static async Task CopyAsync(
        ConnectionContext connection, NetworkStream stream, CancellationTokenSource over)
    {
        var up = connection.Transport.Input.CopyToAsync(stream, over.Token);
        var down = stream.CopyToAsync(connection.Transport.Output, over.Token);
        await Task.WhenAny(up, down);
        await over.CancelAsync();
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Uri? UpstreamProxy()
    {
        var text = Environment.GetEnvironmentVariable("HTTPS_PROXY")
            ?? Environment.GetEnvironmentVariable("https_proxy");
        return Uri.TryCreate(text, UriKind.Absolute, out var proxy) ? proxy : null;
    }
}
