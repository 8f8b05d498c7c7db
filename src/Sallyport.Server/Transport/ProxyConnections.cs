using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sallyport.Server.Transport;

/// <summary>
/// The host that a CONNECT named, kept with the connection so that SNI and Host can be compared with it.
/// </summary>
/// <param name="Host">The host, lower case.</param>
internal sealed record ConnectTarget(string Host);

/// <summary>
/// Connection middleware in front of TLS: the one port takes plain TLS and <c>CONNECT</c>. A CONNECT to a surface's
/// host is answered and then treated like any TLS connection to it.
/// </summary>
internal sealed class ProxyConnections(
    ConnectionDelegate next, ProxyPolicy policy, Tunnel tunnel, ILogger<ProxyConnections> log)
{
    /// <summary>Reads the opening and passes the connection on, tunnels it or refuses it.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        var head = await ReadHeadAsync(connection);
        if (head is null)
            return;
        if (head.Fault is not null)
            await AnswerAsync(connection, "400 Bad Request", head.Fault);
        else if (head.Host is null)
            await next(connection);
        else
            await ConnectAsync(connection, head.Host, head.Port);
    }

    /// <summary>Whether CONNECT host, SNI and Host name the same host.</summary>
    public static bool Agree(HttpContext context)
    {
        var host = context.Request.Host.Host;
        var sni = context.Features.Get<Microsoft.AspNetCore.Connections.Features.ITlsHandshakeFeature>()?.HostName;
        var target = context.Features.Get<ConnectTarget>()?.Host;
        return string.Equals(sni, host, StringComparison.OrdinalIgnoreCase)
            && (target is null || string.Equals(target, host, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Answers a CONNECT that cannot be granted.</summary>
    public static async Task AnswerAsync(ConnectionContext connection, string status, string reason)
    {
        var body = Encoding.UTF8.GetBytes(reason + "\n");
        var head = $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await connection.Transport.Output.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
    }

    // Null when the client has left, or took too long.
    private static async Task<ConnectHead?> ReadHeadAsync(ConnectionContext connection)
    {
        try
        {
            return await ConnectHead.ReadAsync(connection.Transport.Input, connection.ConnectionClosed);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private async Task ConnectAsync(ConnectionContext connection, string host, int port)
    {
        var (verdict, reason) = policy.Decide(host);
        switch (verdict)
        {
            case ProxyVerdict.Serve when port == 443:
                connection.Features.Set(new ConnectTarget(host));
                await connection.Transport.Output.WriteAsync(
                    "HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray());
                await next(connection);
                return;
            case ProxyVerdict.Serve:
                reason = $"Sallyport serves '{host}' on port 443 only.";
                break;
            case ProxyVerdict.Tunnel when IsLoopback(connection):
                await tunnel.RunAsync(connection, host, port);
                return;
            case ProxyVerdict.Tunnel:
                reason = "Only clients on this machine may use the tunnel.";
                break;
        }
        log.LogInformation("Refused CONNECT {Host}:{Port}", host, port);
        await AnswerAsync(connection, "403 Forbidden", reason!);
    }

    private static bool IsLoopback(ConnectionContext connection) =>
        connection.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
}
