using System.Net;
using System.Net.Sockets;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Outbound;

/// <summary>
/// The way to our own surfaces for a library that makes requests of its own: TLS and HTTP like any client's, dialled on
/// our own port whatever the host, trusting our own authority alone.
/// </summary>
internal static class OwnSurfaces
{
    /// <summary>A new handler.</summary>
    public static SocketsHttpHandler Handler(LocalAuthority authority, OwnPort port) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        SslOptions = ServerTrust.Only(authority.Certificate),
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, await port.GetAsync(cancel), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
