using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sallyport.Server.Transport;

/// <summary>
/// Kestrel's sockets, whose port closes as soon as the server stops. Kestrel by itself closes the port and idle
/// connections in one step, and so cuts requests that are on their way.
/// </summary>
internal sealed class StoppingListenerFactory(
    OpenConnections connections, IOptions<SocketTransportOptions> options, ILoggerFactory log)
    : IConnectionListenerFactory
{
    private readonly SocketTransportFactory sockets = new(options, log);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken) =>
        new StoppingListener(await sockets.BindAsync(endpoint, cancellationToken), connections.Stopping);
}

/// <summary>A listener that is unbound when the token is set; it then has no further connection.</summary>
internal sealed class StoppingListener : IConnectionListener
{
    private readonly IConnectionListener inner;
    private readonly CancellationTokenRegistration registration;

    public StoppingListener(IConnectionListener inner, CancellationToken stopping)
    {
        this.inner = inner;
        registration = stopping.Register(() => _ = inner.UnbindAsync().AsTask());
    }

    public EndPoint EndPoint => inner.EndPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        inner.AcceptAsync(cancellationToken);

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await registration.DisposeAsync();
        await inner.DisposeAsync();
    }
}
