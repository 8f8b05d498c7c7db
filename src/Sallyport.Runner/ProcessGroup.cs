using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sallyport.Runner;

/// <summary>
/// A program in a session and process group of its own, so that everything it starts ends with it: the group by its
/// number, and whatever left the group by the job's folder in its environment.
/// </summary>
internal sealed class ProcessGroup : IDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private static readonly TimeSpan PipeLimit = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly string marker;

    private ProcessGroup(Process process, string marker)
    {
        this.process = process;
        this.marker = marker;
    }

    /// <summary>Starts a program with exactly this environment.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="marker">A path that is in the environment of each of its processes and of no other.</param>
    public static ProcessGroup Start(
        IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> environment, string marker)
    {
        var start = new ProcessStartInfo("setsid", command)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ProcessGroup(process, marker);
    }

    /// <summary>
    /// Waits for the program's end and hands on what it says. When cancelled, the whole group is asked to end and,
    /// after a grace, ended.
    /// </summary>
    /// <param name="output">Takes what it says.</param>
    /// <param name="grace">How long it has to end when cancelled.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="errors">Takes what it says of errors; null for <paramref name="output"/>.</param>
    /// <returns>The exit code; null if it was cancelled.</returns>
    public async Task<int?> WaitAsync(
        Func<ReadOnlyMemory<byte>, Task> output,
        TimeSpan grace,
        CancellationToken cancel,
        Func<ReadOnlyMemory<byte>, Task>? errors = null)
    {
        var pumps = Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, output),
            PumpAsync(process.StandardError.BaseStream, errors ?? output));
        try
        {
            await process.WaitForExitAsync(cancel);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Signal(SigTerm);
            var end = process.WaitForExitAsync(CancellationToken.None);
            await Task.WhenAny(end, Task.Delay(grace, CancellationToken.None));
            return null;
        }
        finally
        {
            Signal(SigKill);
            KillMarked(marker);
            // A pipe that somebody else still holds is left.
            await Task.WhenAny(pumps, Task.Delay(PipeLimit, CancellationToken.None));
        }
    }

    public void Dispose() => process.Dispose();

    /// <summary>Ends each process that has this path in its environment.</summary>
    public static void KillMarked(string marker)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var wanted = Encoding.UTF8.GetBytes(marker);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            var isProcess = int.TryParse(Path.GetFileName(folder), out var id);
            if (!isProcess || id == Environment.ProcessId)
                continue;
            if (EnvironmentOf(folder).AsSpan().IndexOf(wanted) >= 0)
                _ = Kill(id, SigKill);
        }
    }

    private static async Task PumpAsync(Stream stream, Func<ReadOnlyMemory<byte>, Task> output)
    {
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer) is > 0 and var read)
            await output(buffer.AsMemory(0, read));
    }

    // ESRCH is no error: the group is gone, which is what is wanted.
    private void Signal(int signal) => _ = Kill(-process.Id, signal);

    private static byte[] EnvironmentOf(string folder)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // ended meanwhile, or somebody else's
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);
}
