using System.Net;
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
            await OutboundClient.DialAsync([IPAddress.Loopback], await port.GetAsync(cancel), cancel),
    };
}
