using System.Globalization;

namespace Sallyport.Bench;

/// <summary>Honest clients alone: their latency, and what an exchange costs the server.</summary>
public static class LoadReport
{
    /// <summary>Measures and prints a line for each load.</summary>
    public static async Task PrintAsync(Instance instance, Load load, int[] rates, TimeSpan length)
    {
        Console.WriteLine(
            $"{"load",-44} {"exchanges",9} {"per s",7} {"p50 ms",7} {"p99 ms",7} {"max ms",7} {"CPU ms each",11} {"× openssl",9}");
        var openssl = Cost.OfOpenSsl();
        await LineAsync("1 client, one exchange after the other", () => load.ClosedAsync(1, length));
        foreach (var rate in rates)
            await LineAsync($"64 clients, {rate} exchanges a second in all", () => load.PacedAsync(64, rate, length));
        await LineAsync("64 clients, as fast as they can", () => load.ClosedAsync(64, length));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nopenssl speed rsa2048: sign {openssl.Sign:0.000} ms + verify {openssl.Verify:0.000} ms = "
            + $"{openssl.Both:0.000} ms; {Environment.ProcessorCount} cores"));

        async Task LineAsync(string name, Func<Task<Latencies>> run)
        {
            var before = Cost.OfProcess(instance.ProcessId);
            var found = await run();
            var cpu = (Cost.OfProcess(instance.ProcessId) - before).TotalMilliseconds / found.Count;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-44} {found.Count,9} {found.PerSecond,7:0} {found.Percentile(50),7:0.0} "
                + $"{found.Percentile(99),7:0.0} {found.Percentile(100),7:0.0} {cpu,11:0.00} {cpu / openssl.Both,9:0.0}"));
        }
    }
}
