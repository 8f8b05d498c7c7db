using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Transport;

/// <summary>
/// Bounds how many TLS handshakes begin in a second: one costs as much as several refused requests, and a client that
/// begins it has proved nothing. Connections over the bound wait in the order in which they came. The bound is lower
/// while many connections hold back their first request, as a slow flood does. Whoever opened the connection with the
/// instance's proxy credential does not wait.
/// </summary>
/// <param name="connections">Says when the server stops.</param>
/// <param name="limits">The bound.</param>
/// <param name="time">The clock of the bound: the system's, whatever the instance's says.</param>
internal sealed class HandshakePace(OpenConnections connections, UnprovenLimits limits, TimeProvider time) : IDisposable
{
    private readonly Turns turns = new(limits.HandshakesPerSecond, limits.HandshakeBurst, time);
    private readonly Turns turnsInCrowd = new(limits.HandshakesPerSecondInCrowd, 1, time);

    // Only the first of the line takes a turn, so that a connection that gives up does not leave its turn unused.
    private readonly SemaphoreSlim first = new(1);

    /// <summary>Passes the connection on when its turn comes; drops it when it ends, or the server stops.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            connection.ConnectionClosed, connections.Stopping);
        try
        {
            if (connection.Features.Get<ConnectTarget>() is not { IsOwner: true })
                await AwaitTurnAsync(over.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        connection.Features.GetRequiredFeature<OpenConnection>().Admit();
        await next(connection);
    }

    public void Dispose() => first.Dispose();

    private async Task AwaitTurnAsync(CancellationToken over)
    {
        await first.WaitAsync(over);
        try
        {
            await turns.AwaitAsync(over);
            if (connections.Newcomers >= limits.Crowd)
                await turnsInCrowd.AwaitAsync(over);
        }
        finally
        {
            first.Release();
        }
    }
}
