using System.Diagnostics;
using System.Globalization;

namespace Sallyport.Bench;

/// <summary>CPU time: of a process, and of the two RSA operations that no exchange can do without.</summary>
public static class Cost
{
    /// <summary>User and system time of a process so far.</summary>
    public static TimeSpan OfProcess(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    /// <summary>The memory of a process that is in use now (its resident set), in bytes.</summary>
    public static long MemoryOfProcess(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64;
    }

    /// <summary>What <c>openssl speed rsa2048</c> takes for a signature and a verification, in ms on one core.</summary>
    public static (double Sign, double Verify, double Both) OfOpenSsl()
    {
        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["speed", "-seconds", "3", "-mr", "rsa2048"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        openssl.ErrorDataReceived += (_, _) => { };
        openssl.BeginErrorReadLine();
        // +F2:index:bits:signatures a second:verifications a second
        var line = openssl.StandardOutput.ReadToEnd().Split('\n').Single(l => l.StartsWith("+F2:", StringComparison.Ordinal)).Split(':');
        var (sign, verify) = (1000 / double.Parse(line[3], CultureInfo.InvariantCulture), 1000 / double.Parse(line[4], CultureInfo.InvariantCulture));
        return (sign, verify, sign + verify);
    }
}
