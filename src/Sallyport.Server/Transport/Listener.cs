using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Transport;

/// <summary>The one listening port: proxy middleware, then TLS with a certificate chosen by SNI, then HTTP.</summary>
internal static class Listener
{
    /// <summary>How many bytes a body may have, unless its route says that it may have more.</summary>
    public const int MaximumBody = 1024 * 1024;

    // Longer than Kestrel's 30 seconds: thousands of slow clients that are cut off come again, each with a handshake.
    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Makes Kestrel listen on loopback at the port of the options.</summary>
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        var services = kestrel.ApplicationServices;
        var authority = services.GetRequiredService<LocalAuthority>();
        var connections = services.GetRequiredService<OpenConnections>();
        var pace = services.GetRequiredService<HandshakePace>();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumBody;
        kestrel.Limits.RequestHeadersTimeout = HeadTimeout;
        RequestFraming.Configure(kestrel);
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next => connection => NoteAsync(connections, connection, next));
            listen.Use(next => ActivatorUtilities.CreateInstance<ProxyConnections>(services, next).OnConnectionAsync);
            listen.Use(next => connection => pace.OnConnectionAsync(connection, next));
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = handshake => ValueTask.FromResult(Choose(authority, handshake)),
                HandshakeTimeout = TimeSpan.FromSeconds(10),
            });
        });
    }

    private static async Task NoteAsync(
        OpenConnections connections, ConnectionContext connection, ConnectionDelegate next)
    {
        using var open = connections.Add(connection);
        connection.Features.Set(open);
        await next(connection);
    }

    private static SslServerAuthenticationOptions Choose(
        LocalAuthority authority, TlsHandshakeCallbackContext handshake)
    {
        var name = handshake.ClientHelloInfo.ServerName;
        var target = handshake.Connection.Features.Get<ConnectTarget>()?.Host;
        if (target is not null && !string.Equals(target, name, StringComparison.OrdinalIgnoreCase))
            throw new ConnectionAbortedException("SNI differs from the CONNECT target.");
        var leaf = authority.LeafFor(name) ?? throw new ConnectionAbortedException("SNI names no host that is served.");
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = leaf,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
    }
}
