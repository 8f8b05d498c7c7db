using System.Net;
using System.Net.Sockets;

namespace Sallyport.Server.Transport;

/// <summary>Nothing is passed on to the host.</summary>
/// <param name="status">The status line's code and phrase.</param>
/// <param name="reason">Why, for the person at the client.</param>
internal sealed class TunnelRefusedException(string status, string reason) : Exception(reason)
{
    /// <summary>The status line's code and phrase.</summary>
    public string Status => status;
}

/// <summary>
/// Connects to a tunnel's target: the name is resolved once, its addresses are checked, and exactly those are dialled.
/// </summary>
internal sealed class TunnelDialler(ProxyPolicy policy)
{
    /// <summary>Finds the addresses of a host.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>
    /// Connects to the host itself. Throws <see cref="TunnelRefusedException"/> when none of its addresses may be
    /// dialled.
    /// </summary>
    public async Task<Socket> DialAsync(string host, int port, CancellationToken cancel)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await ResolveAsync(host, cancel);
        var allowed = addresses.Where(a => MayDial(host, a)).ToArray();
        if (allowed.Length == 0 && addresses.Length > 0)
            throw Refusal(host);
        return await ConnectAsync(s => s.ConnectAsync(allowed, port, cancel));
    }

    /// <summary>
    /// Connects to a proxy that will resolve the host. What the host says by itself is checked all the same: throws
    /// <see cref="TunnelRefusedException"/> for an address that may not be dialled, and for this machine's own names.
    /// </summary>
    public Task<Socket> DialAsync(UpstreamProxy proxy, string host, CancellationToken cancel)
    {
        var mayPass = IPAddress.TryParse(host, out var address) ? MayDial(host, address) : MayResolve(host);
        return mayPass
            ? ConnectAsync(s => s.ConnectAsync(proxy.Host, proxy.Port, cancel))
            : throw Refusal(host);
    }

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) =>
        MayResolve(host) ? Resolve(host, cancel) : throw Refusal(host);

    private bool MayResolve(string host) => !IsOwnName(host) || policy.IsNamed(host);

    // Who names a loopback address means it; a name that leads there may have been changed by somebody else.
    private bool MayDial(string host, IPAddress address)
    {
        var meansLoopback = policy.IsNamed(host) && (IPAddress.TryParse(host, out _) || IsOwnName(host));
        return AddressGuard.MayTunnelTo(address) || (meansLoopback && IPAddress.IsLoopback(address));
    }

    private static bool IsOwnName(string host)
    {
        var name = host.TrimEnd('.');
        return name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);
    }

    private static TunnelRefusedException Refusal(string host) => new(
        "403 Forbidden",
        $"'{host}' has no address to which connections are passed on: loopback, link-local and metadata addresses "
        + "are not.");

    private static async Task<Socket> ConnectAsync(Func<Socket, ValueTask> connect)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await connect(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
