using System.Diagnostics;
using System.Globalization;

namespace Sallyport.Bench;

/// <summary>Honest clients, 50 exchanges a second in all, while others flood the server with garbage.</summary>
public static class FloodReport
{
    private const int Honest = 50;

    /// <summary>Measures and prints a line for each flood, and one before and after them without any.</summary>
    public static async Task PrintAsync(Instance instance, Load load, TimeSpan length)
    {
        Console.WriteLine(
            $"{"flood",-46} {"p50 ms",7} {"p99 ms",7} {"max ms",7} {"flood/s",8} {"its CPU",8} {"server CPU",10} {"RSS MiB",8}");
        await LineAsync("none", null, 0);
        await LineAsync("64 kept connections, garbage forms", FloodKind.Kept, 64);
        await LineAsync("64 clients, a connection for each request", FloodKind.Fresh, 64);
        await LineAsync("64 clients, ten requests for each connection", FloodKind.Changed, 64);
        await LineAsync("the same, with wrong passwords", FloodKind.Changed, 64, instance.Guesses());
        await LineAsync("5,000 connections, a byte a second each", FloodKind.Slow, 5000);
        await LineAsync("none", null, 0);

        async Task LineAsync(string name, FloodKind? kind, int connections, IReadOnlyList<byte[]>? requests = null)
        {
            var starting = kind is { } some
                ? Flood.StartAsync(instance, some, connections, requests ?? instance.Garbage())
                : Task.FromResult<Flood?>(null);
            while (!starting.IsCompleted)
                await load.PacedAsync(4, Honest, TimeSpan.FromSeconds(1)); // an idle connection would be closed
            await using var flood = await starting;
            var watch = Stopwatch.StartNew();
            var server = Cost.OfProcess(instance.ProcessId);
            var other = flood?.Cpu ?? TimeSpan.Zero;
            var found = await load.PacedAsync(4, Honest, length);
            var serverShare = (Cost.OfProcess(instance.ProcessId) - server) / watch.Elapsed;
            var otherShare = ((flood?.Cpu ?? TimeSpan.Zero) - other) / watch.Elapsed;
            var memory = Cost.MemoryOfProcess(instance.ProcessId) / 1024.0 / 1024;
            var rate = flood is null ? 0 : await flood.StopAsync();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-46} {found.Percentile(50),7:0.0} {found.Percentile(99),7:0.0} {found.Percentile(100),7:0.0} "
                + $"{rate,8:0} {otherShare,8:P0} {serverShare,10:P0} {memory,8:0}"));
        }
    }
}
