using System.Globalization;
using Sallyport.Bench;

// What is measured: POST /{tenant}/oauth2/v2.0/token with a GitLab job's ID token, over TLS and kept connections, each
// answer's sign-in record on disk before it is sent. The server is the command itself, in a process of its own; the
// clients share the machine with it.
if (args is ["flood", .. var flood])
{
    await FloodClients.RunAsync(flood);
    return;
}
var seconds = Option("--seconds", 20);
var rates = Option("--rate", 0) is > 0 and var one ? [one] : (int[])[250, 1000, 2000];
await using var instance = await Instance.StartAsync();
if (args.Contains("--pages"))
{
    await PageReport.PrintAsync(instance, Option("--applications", 10_000));
    return;
}
using var load = await Load.ConnectAsync(instance);
// neither handshakes nor the compilers' work is measured
await load.ClosedAsync(clients: 64, TimeSpan.FromSeconds(10));
if (args.Contains("--floods"))
    await FloodReport.PrintAsync(instance, load, TimeSpan.FromSeconds(seconds));
else
    await LoadReport.PrintAsync(instance, load, rates, TimeSpan.FromSeconds(seconds));

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
        ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
        : otherwise;
