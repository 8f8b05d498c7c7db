using System.Globalization;
using Sallyport.Bench;

// What is measured: POST /{tenant}/oauth2/v2.0/token with a GitLab job's ID token, over TLS and kept connections, each answer's sign-in
// record on disk before it is sent. The server is the command itself, in a process of its own; the clients share the machine with it.
var seconds = Option("--seconds", 20);
var rates = Option("--rate", 0) is > 0 and var one ? [one] : (int[])[250, 1000, 2000];
await using var instance = await Instance.StartAsync();
using var load = await Load.ConnectAsync(instance);
await load.ClosedAsync(clients: 64, TimeSpan.FromSeconds(10)); // neither handshakes nor the compilers' work is measured

Console.WriteLine($"{"load",-44} {"exchanges",9} {"per s",7} {"p50 ms",7} {"p99 ms",7} {"max ms",7} {"CPU ms each",11} {"× openssl",9}");
var openssl = Cost.OfOpenSsl();
await ReportAsync("1 client, one exchange after the other", () => load.ClosedAsync(1, TimeSpan.FromSeconds(seconds)));
foreach (var rate in rates)
    await ReportAsync($"64 clients, {rate} exchanges a second in all", () => load.PacedAsync(64, rate, TimeSpan.FromSeconds(seconds)));
await ReportAsync("64 clients, as fast as they can", () => load.ClosedAsync(64, TimeSpan.FromSeconds(seconds)));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nopenssl speed rsa2048: sign {openssl.Sign:0.000} ms + verify {openssl.Verify:0.000} ms = {openssl.Both:0.000} ms; {Environment.ProcessorCount} cores"));

async Task ReportAsync(string name, Func<Task<Latencies>> run)
{
    var before = Cost.OfProcess(instance.ProcessId);
    var latencies = await run();
    var cpu = (Cost.OfProcess(instance.ProcessId) - before).TotalMilliseconds / latencies.Count;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-44} {latencies.Count,9} {latencies.PerSecond,7:0} {latencies.Percentile(50),7:0.0} {latencies.Percentile(99),7:0.0} {latencies.Percentile(100),7:0.0} {cpu,11:0.00} {cpu / openssl.Both,9:0.0}"));
}

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
