using System.Globalization;
using Sallyport.Server.Tests.Transport;

namespace Sallyport.Server.Tests.Http;

/// <summary>A request of which the head and one byte of the body have arrived; the rest comes when the test says so.</summary>
internal sealed class HeldRequest : IAsyncDisposable
{
    private readonly RawConnection connection;
    private readonly string rest;

    private HeldRequest(RawConnection connection, string rest, string first) => (this.connection, this.rest, First) = (connection, rest, first);

    /// <summary>What the server said before the rest came: that it waits for the body, or its answer.</summary>
    public string First { get; }

    /// <summary>Whether the server waits for the body: it has let the caller pass.</summary>
    public bool IsAwaited => First.StartsWith("HTTP/1.1 100 ", StringComparison.Ordinal);

    /// <summary>Sends the head and the first bytes of the body.</summary>
    public static async Task<HeldRequest> SendAsync(RunningServer server, HeldHead head, string body, int sent = 1)
    {
        var connection = await RawConnection.OpenAsync(server.Server.Port, head.Host);
        // the server says when it begins to read the body
        var lines = $"{head.Method} {head.Path} HTTP/1.1\r\nHost: {head.Host}\r\n{head.Caller}\r\nExpect: 100-continue\r\n"
            + $"Content-Type: {head.Type}\r\nContent-Length: {body.Length}\r\n\r\n";
        await connection.SendAsync(lines);
        await connection.SendAsync(body[..sent]);
        return new HeldRequest(connection, body[sent..], await connection.ReadUntilAsync("\r\n\r\n"));
    }

    /// <summary>Sends the rest: the status and the head of the answer.</summary>
    public async Task<(int Status, string Head)> FinishAsync()
    {
        Assert.True(IsAwaited, First);
        await connection.SendAsync(rest);
        var head = await connection.ReadUntilAsync("\r\n\r\n");
        return (int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}

/// <summary>The head of a held request.</summary>
/// <param name="Host">The host.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with the query.</param>
/// <param name="Caller">The header that says who calls.</param>
/// <param name="Type">The type of the body.</param>
internal sealed record HeldHead(string Host, string Method, string Path, string Caller, string Type = "application/json");
