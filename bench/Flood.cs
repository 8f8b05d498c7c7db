using System.Diagnostics;
using System.Globalization;

namespace Sallyport.Bench;

/// <summary>
/// Clients that mean no good, in a process of their own: what they cost counts neither as the server's nor as the honest
/// clients'.
/// </summary>
public sealed class Flood : IAsyncDisposable
{
    private readonly Process process;
    private readonly Stopwatch since = Stopwatch.StartNew();

    private Flood(Process process) => this.process = process;

    /// <summary>Starts one, and returns when all its connections stand.</summary>
    public static async Task<Flood?> StartAsync(
        Instance instance, FloodKind kind, int connections, IReadOnlyList<byte[]> requests)
    {
        var file = Path.Combine(Path.GetDirectoryName(instance.CaFile)!, "garbage");
        await File.WriteAllLinesAsync(file, requests.Select(Convert.ToBase64String));
        string[] arguments =
        [
            typeof(Flood).Assembly.Location, "flood", $"{kind}", $"{connections}", $"{instance.Port}", instance.CaFile, file,
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        await process.StandardOutput.ReadLineAsync();
        return new Flood(process);
    }

    /// <summary>CPU time of the flood's process so far.</summary>
    public TimeSpan Cpu => Cost.OfProcess(process.Id);

    /// <summary>Ends the flood. Returns how many requests a second were answered, or connections held.</summary>
    public async Task<double> StopAsync()
    {
        process.StandardInput.Close();
        var count = await process.StandardOutput.ReadLineAsync();
        await process.WaitForExitAsync();
        return double.Parse(count!, CultureInfo.InvariantCulture) / since.Elapsed.TotalSeconds;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await StopAsync();
        process.Dispose();
    }
}
