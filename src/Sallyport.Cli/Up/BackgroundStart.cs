using System.Diagnostics;
using System.Reflection;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Cli.Processes;
using Sallyport.Server.Instance;
using Sallyport.Server;

namespace Sallyport.Cli.Up;

/// <summary>
/// Starts <c>up</c> again as a background process in a session of its own, which writes to the log file of the data
/// directory.
/// </summary>
internal static class BackgroundStart
{
    private const int Page = 4096; // a file system has room for one more, or it is full
    private const string StartWithLog = "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1";

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="CommandFailedException">It ended instead, for the reason that it gave.</exception>
    internal static async Task<InstanceFile> RunAsync(InstanceDirectory directory, CancellationToken stop)
    {
        directory.Create();
        RotateLog(directory);
        using var process = Start(directory);
        try
        {
            while (true)
            {
                if (InstanceFile.Read(directory) is { } instance && instance.Pid == process.Id)
                    return instance;
                if (process.HasExited)
                    throw Failure(directory, process.ExitCode);
                await Task.Delay(20, stop);
            }
        }
        catch (OperationCanceledException)
        {
            Posix.Signal(process.Id, Posix.SigTerm);
            throw;
        }
    }

    /// <summary>The shell only redirects: its process becomes ours, so the process id stays.</summary>
    private static Process Start(InstanceDirectory directory)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        string[] shell = ["-c", StartWithLog, "sallyport", directory.LogFile];
        string[] program = [Environment.ProcessPath!, Assembly.GetExecutingAssembly().Location];
        var arguments = Environment.GetCommandLineArgs().Skip(1);
        foreach (var argument in (string[])[.. shell, .. program, .. arguments, "--background"])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static void RotateLog(InstanceDirectory directory)
    {
        try
        {
            if (!InstanceLock.IsHeld(directory))
                PrivateFile.Write(directory.LogFile, "");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw directory.Unusable(exception);
        }
    }

    // A log on a full disk cannot say why: what is there to be said shows when this process writes there too.
    private static void RequireRoom(InstanceDirectory directory)
    {
        var probe = directory.LogFile + ".probe";
        try
        {
            PrivateFile.Write(probe, new string(' ', Page));
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw directory.Unusable(exception);
        }
    }

    private static CommandFailedException Failure(InstanceDirectory directory, int exitCode)
    {
        const string mark = "sallyport: ";
        var reason = File.ReadLines(directory.LogFile).LastOrDefault(l => l.StartsWith(mark, StringComparison.Ordinal));
        if (reason is null)
            RequireRoom(directory);
        var message = reason?[mark.Length..]
            ?? $"the instance ended before it was ready (exit code {exitCode}); " +
            $"see the end of {directory.LogFile}";
        return new(exitCode is 0 or > 128 ? ExitCodes.Failed : exitCode, message);
    }
}
