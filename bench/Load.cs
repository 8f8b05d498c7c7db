using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sallyport.Bench;

/// <summary>Clients that exchange assertions, each over its own kept connection.</summary>
public sealed class Load : IDisposable
{
    private readonly Instance instance;
    private readonly Client[] clients;

    private Load(Instance instance, Client[] clients) => (this.instance, this.clients) = (instance, clients);

    /// <summary>Connects 64 clients.</summary>
    public static async Task<Load> ConnectAsync(Instance instance) =>
        new(instance, await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Client.ConnectAsync(instance.Port, instance.CaFile))));

    /// <summary>Each client sends its next request when it has the answer to the last one.</summary>
    public Task<Latencies> ClosedAsync(int clients, TimeSpan length) => RunAsync(clients, length, async (client, stop, found) =>
    {
        while (Stopwatch.GetTimestamp() < stop)
        {
            var start = Stopwatch.GetTimestamp();
            await client.ExchangeAsync(instance.NextRequest());
            found.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    });

    /// <summary>
    /// The clients keep to a timetable, whatever the server does: an answer that comes late delays the client's next request, and that
    /// delay counts as latency.
    /// </summary>
    public Task<Latencies> PacedAsync(int clients, int perSecond, TimeSpan length)
    {
        var (begin, next) = (Stopwatch.GetTimestamp(), -1);
        return RunAsync(clients, length, async (client, stop, found) =>
        {
            var step = Stopwatch.Frequency * clients / perSecond;
            for (var due = begin + Interlocked.Increment(ref next) * Stopwatch.Frequency / perSecond; due < stop; due += step)
            {
                var late = Stopwatch.GetTimestamp() >= due;
                while (Stopwatch.GetTimestamp() is var now && now < due)
                    await Task.Delay(TimeSpan.FromSeconds(Math.Max(0.001, (due - now) / (double)Stopwatch.Frequency)));
                var start = late ? due : Stopwatch.GetTimestamp(); // a timer that fires late is not the server's fault
                await client.ExchangeAsync(instance.NextRequest());
                found.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(clients, c => c.Dispose());

    private async Task<Latencies> RunAsync(int count, TimeSpan length, Func<Client, long, ConcurrentBag<double>, Task> work)
    {
        var found = new ConcurrentBag<double>();
        var stop = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(clients.Take(count).Select(c => Task.Run(() => work(c, stop, found))));
        return new Latencies(found, length);
    }
}
