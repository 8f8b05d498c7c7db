using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Sallyport.Server.Tests.Transport;

namespace Sallyport.Server.Tests.Fuzz;

/// <summary>Sends requests on connections that are kept, one request at a time on each.</summary>
internal sealed class FuzzClient(int port) : IAsyncDisposable
{
    /// <summary>Only a request that hangs takes so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, ConcurrentBag<RawConnection>> free = new();

    /// <summary>The status of the answer; 0 when the connection was closed without one.</summary>
    public async Task<int> SendAsync(FuzzRequest request)
    {
        var bag = free.GetOrAdd(request.Host, _ => []);
        var isKept = bag.TryTake(out var connection);
        connection ??= await RawConnection.OpenAsync(port, request.Host);
        var (status, isOpen) = await AskAsync(connection, request).WaitAsync(Patience);
        if (isOpen)
            bag.Add(connection);
        else
            await connection.DisposeAsync();
        // a kept connection may just have been closed
        return status == 0 && isKept ? await SendAsync(request) : status;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in free.Values.SelectMany(b => b))
            await connection.DisposeAsync();
    }

    private static async Task<(int Status, bool IsOpen)> AskAsync(RawConnection connection, FuzzRequest request)
    {
        try
        {
            await connection.SendAsync(request.Framed());
        }
        catch (IOException)
        {
            // the answer may have come before all was sent
        }
        var head = await connection.ReadUntilAsync("\r\n\r\n");
        if (head.StartsWith("HTTP/1.1 100", StringComparison.Ordinal))
            head = await connection.ReadUntilAsync("\r\n\r\n");
        if (!head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            return (0, false);
        var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var isWhole = request.Method == "HEAD" || status is 204 or 304 || await SkipBodyAsync(connection, head);
        return (status, isWhole && !head.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<bool> SkipBodyAsync(RawConnection connection, string head)
    {
        const string length = "\r\nContent-Length: ";
        var at = head.IndexOf(length, StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
        {
            var number = head[(at + length.Length)..].Split('\r')[0];
            return await connection.SkipAsync(int.Parse(number, CultureInfo.InvariantCulture));
        }
        if (!head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
            return false;
        while (true)
        {
            var line = await connection.ReadUntilAsync("\r\n");
            if (!int.TryParse(line.AsSpan().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size))
                return false;
            if (!await connection.SkipAsync(size + 2))
                return false;
            if (size == 0)
                return true;
        }
    }
}
