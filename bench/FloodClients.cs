using System.Globalization;
using System.Text;

namespace Sallyport.Bench;

/// <summary>How a flood sends its garbage.</summary>
public enum FloodKind
{
    /// <summary>Each connection sends its next request when it has the answer to the last one.</summary>
    Kept,

    /// <summary>Each request has a connection of its own.</summary>
    Fresh,

    /// <summary>Each connection sends ten requests, and is replaced by another one.</summary>
    Changed,

    /// <summary>Each connection sends one byte of a request's head a second.</summary>
    Slow,
}

/// <summary>The clients of a <see cref="Flood"/>, in its process.</summary>
public sealed class FloodClients(int port, string caFile, byte[][] requests, CountdownEvent ready, CancellationToken stop)
{
    private static readonly byte[] Head = Encoding.ASCII.GetBytes(
        $"POST / HTTP/1.1\r\nHost: {Instance.Host}\r\nX: {new string('x', 1000)}");

    private long count;

    /// <summary>Floods until standard input ends, then prints how many requests were answered.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        var kind = Enum.Parse<FloodKind>(arguments[0]);
        var connections = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var port = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var requests = (await File.ReadAllLinesAsync(arguments[4])).Select(Convert.FromBase64String).ToArray();
        using var stop = new CancellationTokenSource();
        using var ready = new CountdownEvent(connections);
        var clients = new FloodClients(port, arguments[3], requests, ready, stop.Token);
        var running = Enumerable.Range(0, connections).Select(n => Task.Run(() => clients.RunAsync(kind, n))).ToArray();
        await Task.Run(ready.Wait);
        Console.WriteLine("ready");
        await Task.Run(Console.In.ReadToEnd);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        Console.WriteLine(clients.count);
    }

    private Task RunAsync(FloodKind kind, int first) => kind switch
    {
        FloodKind.Kept => KeptAsync(first),
        FloodKind.Fresh => FreshAsync(first, requestsEach: 1),
        FloodKind.Changed => FreshAsync(first, requestsEach: 10),
        _ => SlowAsync(),
    };

    private async Task KeptAsync(int first)
    {
        using var client = await Client.ConnectAsync(port, caFile);
        ready.Signal();
        for (var next = first; !stop.IsCancellationRequested; next++)
            await SendAsync(client, next);
    }

    private async Task FreshAsync(int first, int requestsEach)
    {
        ready.Signal();
        var next = first;
        while (!stop.IsCancellationRequested)
        {
            using var client = await Client.ConnectAsync(port, caFile);
            for (var i = 0; i < requestsEach; i++)
                await SendAsync(client, next++);
        }
    }

    private async Task SlowAsync()
    {
        var isFirst = true;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await Client.ConnectAsync(port, caFile);
                Interlocked.Increment(ref count);
                if (isFirst)
                    ready.Signal();
                isFirst = false;
                await DripAsync(client);
            }
            catch (IOException)
            {
                // the server has closed the connection, as it should
            }
        }
    }

    private async Task DripAsync(Client client)
    {
        for (var sent = 0; sent < Head.Length && !stop.IsCancellationRequested; sent++)
        {
            await client.WriteAsync(Head.AsMemory(sent, 1));
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private async Task SendAsync(Client client, int number)
    {
        await client.SendAsync(requests[number % requests.Length]);
        Interlocked.Increment(ref count);
    }
}
