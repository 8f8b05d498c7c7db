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
/// <param name="IsOwner">Whether the CONNECT had the instance's credential.</param>
internal sealed record ConnectTarget(string Host, bool IsOwner);

/// <summary>
/// Connection middleware in front of TLS: the one port takes plain TLS and <c>CONNECT</c>. A CONNECT to a surface's
/// host is answered and then treated like any TLS connection to it.
/// </summary>
internal sealed class ProxyConnections(
    ConnectionDelegate next,
    ProxyPolicy policy,
    ProxyCredential credential,
    Tunnel tunnel,
    ILogger<ProxyConnections> log)
{
    private const int LinesPerSecond = 10;
    private const int LinesAtOnce = 100;
    private const string Challenge = "Proxy-Authenticate: Basic realm=\"Sallyport\", charset=\"UTF-8\"\r\n";

    // Everybody on the machine can cause such lines, thousands a second.
    private readonly Turns lines = new(LinesPerSecond, LinesAtOnce, TimeProvider.System);

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
            await ConnectAsync(connection, head, head.Host);
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

    private static async Task AnswerAsync(
        ConnectionContext connection, string status, string reason, string headers = "")
    {
        var body = Encoding.UTF8.GetBytes(reason + "\n");
        var head = $"HTTP/1.1 {status}\r\n{headers}Content-Type: text/plain; charset=utf-8\r\n"
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

    private async Task ConnectAsync(ConnectionContext connection, ConnectHead head, string host)
    {
        var (verdict, reason) = policy.Decide(host);
        switch (verdict)
        {
            case ProxyVerdict.Serve when head.Port == 443:
                connection.Features.Set(new ConnectTarget(host, credential.IsIn(head.ProxyAuthorization)));
                await connection.Transport.Output.WriteAsync(
                    "HTTP/1.1 200 Connection Established\r\n\r\n"u8.ToArray());
                await next(connection);
                return;
            case ProxyVerdict.Serve:
                reason = $"Sallyport serves '{host}' on port 443 only.";
                break;
            case ProxyVerdict.Tunnel when IsLoopback(connection):
                await TunnelAsync(connection, head, host);
                return;
            case ProxyVerdict.Tunnel:
                reason = "Only clients on this machine may use the tunnel.";
                break;
        }
        await RefuseAsync(connection, head, "403 Forbidden", reason!);
    }

    private async Task TunnelAsync(ConnectionContext connection, ConnectHead head, string host)
    {
        if (!credential.IsIn(head.ProxyAuthorization))
        {
            await AnswerAsync(
                connection,
                "407 Proxy Authentication Required",
                "Other hosts are reached only with the instance's credential: use the proxy URL of `sallyport env`.",
                Challenge);
            return;
        }
        try
        {
            await tunnel.RunAsync(connection, host, head.Port);
        }
        catch (TunnelRefusedException refusal)
        {
            await RefuseAsync(connection, head, refusal.Status, refusal.Message);
        }
    }

    private async Task RefuseAsync(ConnectionContext connection, ConnectHead head, string status, string reason)
    {
        if (lines.Wait <= TimeSpan.Zero)
        {
            lines.Take();
            log.LogInformation("Refused CONNECT {Host}:{Port}: {Status}", head.Host, head.Port, status);
        }
        await AnswerAsync(connection, status, reason);
    }

    private static bool IsLoopback(ConnectionContext connection) =>
        connection.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
}
