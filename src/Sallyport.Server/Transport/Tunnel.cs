using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Transport;

/// <summary>Passes a CONNECT on to a host that is not ours, through the machine's own proxy if there is one.</summary>
internal sealed class Tunnel(TunnelDialler dialler, ServerOptions options, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15); // it connects to the host meanwhile

    private readonly UpstreamProxy? upstream = UpstreamProxy.Read(options.HttpsProxy, options.NoProxy);

    /// <summary>
    /// Connects, answers, and copies both ways until one side is done or the server stops. Throws
    /// <see cref="TunnelRefusedException"/> when there is no way to the host, before anything is answered.
    /// </summary>
    public async Task RunAsync(ConnectionContext connection, string host, int port)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            connection.ConnectionClosed, lifetime.ApplicationStopping);
        var proxy = upstream is { } u && u.IsFor(host, port, connection.LocalEndPoint) ? u : null;
        using var socket = await OpenAsync(proxy, host, port, over.Token);
        await using var stream = new NetworkStream(socket);
        var input = PipeReader.Create(stream);
        if (proxy is not null)
            await AskAsync(proxy, stream, input, host, port, over.Token);
        await connection.Transport.Output.WriteAsync(
            "HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray(), over.Token);
        await CopyAsync(connection, stream, input, over);
    }

    private async Task<Socket> OpenAsync(UpstreamProxy? proxy, string host, int port, CancellationToken over)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(over);
        limit.CancelAfter(ConnectLimit);
        if (proxy is { IsSupported: false })
            throw Unreachable("HTTPS_PROXY names a proxy that is not of the kind http://.");
        try
        {
            return proxy is null
                ? await dialler.DialAsync(host, port, limit.Token)
                : await dialler.DialAsync(proxy, host, limit.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            throw Unreachable(proxy is null
                ? $"'{host}' cannot be reached from here."
                : $"The proxy {proxy.Host}:{proxy.Port} of HTTPS_PROXY cannot be reached from here.");
        }
    }

    // Its 407 is not passed on: the client would answer it with our credential.
    private static async Task AskAsync(
        UpstreamProxy proxy, NetworkStream stream, PipeReader input, string host, int port, CancellationToken over)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(over);
        limit.CancelAfter(AnswerLimit);
        string? refusal;
        try
        {
            refusal = await proxy.AskAsync(stream, input, host, port, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            refusal = "no answer";
        }
        if (refusal is not null)
        {
            throw Unreachable(
                $"The proxy {proxy.Host}:{proxy.Port} of HTTPS_PROXY does not pass '{host}' on: {refusal}");
        }
    }

    private static TunnelRefusedException Unreachable(string reason) => new("502 Bad Gateway", reason);

    private static async Task CopyAsync(
        ConnectionContext connection, NetworkStream stream, PipeReader input, CancellationTokenSource over)
    {
        var up = connection.Transport.Input.CopyToAsync(stream, over.Token);
        var down = input.CopyToAsync(connection.Transport.Output, over.Token);
        await Task.WhenAny(up, down);
        await over.CancelAsync();
        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
