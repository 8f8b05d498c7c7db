using System.Runtime.InteropServices;

namespace Sallyport.Cli.Processes;

/// <summary>The few system calls that .NET does not offer.</summary>
internal static partial class Posix
{
    internal const int SigKill = 9;
    internal const int SigTerm = 15;
    internal const int NoSuchFile = 2;
    internal const int NotABinary = 8;
    private const int SigPipe = 13;
    private const int Executable = 1;

    /// <summary>Sends a signal to a process; false when there is no such process or it is not ours.</summary>
    internal static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    /// <summary>Leaves the terminal's session, so that its end does not reach this process.</summary>
    internal static void LeaveSession() => _ = SetSid();

    /// <summary>Whether the caller may execute the file.</summary>
    internal static bool MayExecute(string path) => Access(path, Executable) == 0;

    /// <summary>Replaces this process by another program. Returns only when that failed.</summary>
    /// <returns>The system's error number.</returns>
    internal static int Execute(
        string path,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment)
    {
        Console.Out.Flush();
        RemoveDiagnosticsEndpoints();
        // .NET ignores SIGPIPE, and what is ignored stays ignored in the new program.
        _ = SetHandler(SigPipe, nint.Zero);
        _ = ExecVe(path, [.. arguments, null], [.. environment.Select(v => $"{v.Key}={v.Value}"), null]);
        return Marshal.GetLastPInvokeError();
    }

    /// <summary>The runtime tidies these sockets up when it ends, and here it never does.</summary>
    private static void RemoveDiagnosticsEndpoints()
    {
        var pid = Environment.ProcessId;
        string[] names = [$"dotnet-diagnostic-{pid}-*", $"clr-debug-pipe-{pid}-*"];
        foreach (var endpoint in names.SelectMany(name => Directory.EnumerateFiles(Path.GetTempPath(), name)))
            File.Delete(endpoint);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecVe(string path, string?[] arguments, string?[] environment);
}
