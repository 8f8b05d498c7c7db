using System.Text;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Transport;

/// <summary>Connections over the bound wait for their handshake, and hold up nobody who is connected.</summary>
public sealed class HandshakePaceTests : IAsyncLifetime
{
    private const string Host = "login.microsoftonline.com";
    private const string Request = $"HEAD /common/x HTTP/1.1\r\nHost: {Host}\r\n\r\n";

    // No turn comes back while a test runs.
    private static readonly UnprovenLimits Narrow = new() { HandshakesPerSecond = 0.001, HandshakeBurst = 2 };

    // Two silent connections are a crowd, and one more is let in.
    private static readonly UnprovenLimits Crowded = new() { Crowd = 2, HandshakesPerSecondInCrowd = 0.001 };

    private RunningServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        server = await RunningServer.StartAsync(o => o with { Unproven = Narrow });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_connection_over_the_bound_waits_and_those_before_it_are_answered()
    {
        await using var one = await RawConnection.OpenAsync(server.Server.Port, Host);
        await using var two = await RawConnection.OpenAsync(server.Server.Port, Host);
        var third = RawConnection.OpenAsync(server.Server.Port, Host);
        foreach (var connection in (RawConnection[])[one, two, one])
        {
            await connection.SendAsync(Request);
            Assert.StartsWith("HTTP/1.1 404", await connection.ReadAnswerAsync(), StringComparison.Ordinal);
        }
        Assert.False(third.IsCompleted);
        await server.Server.StopAsync(TimeSpan.FromMinutes(5)).WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await Assert.ThrowsAnyAsync<IOException>(() => third);
    }

    [Fact]
    public async Task A_connection_that_leaves_the_line_takes_no_turn()
    {
        var limits = Narrow with { HandshakeBurst = 1, HandshakesPerSecond = 5 };
        await using var own = await RunningServer.StartAsync(o => o with { Unproven = limits });
        await using var one = await RawConnection.OpenAsync(own.Server.Port, Host);
        for (var i = 0; i < 100; i++)
            (await RawConnection.ConnectAsync(own.Server.Port)).Dispose();
        await using var last =
            await RawConnection.OpenAsync(own.Server.Port, Host).WaitAsync(TimeSpan.FromSeconds(15), Cancel);
        await last.SendAsync(Request);
        Assert.StartsWith("HTTP/1.1 404", await last.ReadAnswerAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_many_hold_back_their_first_request_new_ones_wait()
    {
        await using var own = await RunningServer.StartAsync(o => o with { Unproven = Crowded });
        await using var one = await RawConnection.OpenAsync(own.Server.Port, Host);
        await using var two = await RawConnection.OpenAsync(own.Server.Port, Host);
        await using var firstInCrowd = await RawConnection.OpenAsync(own.Server.Port, Host);
        var secondInCrowd = RawConnection.OpenAsync(own.Server.Port, Host);
        await AnswersAsync(firstInCrowd);
        Assert.False(secondInCrowd.IsCompleted);
        await own.Server.StopAsync(TimeSpan.FromMinutes(5)).WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await Assert.ThrowsAnyAsync<IOException>(() => secondInCrowd);
    }

    [Fact]
    public async Task Connections_that_have_sent_a_request_are_no_crowd_nor_are_those_that_ended()
    {
        await using var own = await RunningServer.StartAsync(o => o with { Unproven = Crowded });
        var open = new List<RawConnection>();
        for (var i = 0; i < 10; i++)
        {
            open.Add(await RawConnection.OpenAsync(own.Server.Port, Host).WaitAsync(TimeSpan.FromSeconds(15), Cancel));
            await AnswersAsync(open[^1]);
        }
        foreach (var connection in open)
            await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_with_the_credential_of_the_proxy_waits_for_nobody()
    {
        await using var one = await RawConnection.OpenAsync(server.Server.Port, Host);
        await using var two = await RawConnection.OpenAsync(server.Server.Port, Host);
        var credential = Convert.ToBase64String(Encoding.UTF8.GetBytes($"sallyport:{server.Facts.ProxySecret}"));
        await using var owner = await ThroughProxyAsync(credential);
        await AnswersAsync(owner);
        var stranger = ThroughProxyAsync("bm9ib2R5OndyaXRlcw==");
        await AnswersAsync(owner);
        Assert.False(stranger.IsCompleted);
        await server.Server.StopAsync(TimeSpan.FromMinutes(5)).WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await Assert.ThrowsAnyAsync<IOException>(() => stranger);
    }

    private static async Task AnswersAsync(RawConnection connection)
    {
        await connection.SendAsync(Request);
        Assert.StartsWith("HTTP/1.1 404", await connection.ReadAnswerAsync(), StringComparison.Ordinal);
    }

    private async Task<RawConnection> ThroughProxyAsync(string credential)
    {
        var socket = await RawConnection.ConnectAsync(server.Server.Port);
        var head = $"CONNECT {Host}:443 HTTP/1.1\r\nProxy-Authorization: Basic {credential}\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 200 ", await ProxyWire.AskAsync(socket, head), StringComparison.Ordinal);
        return await RawConnection.GreetAsync(socket, Host);
    }
}
