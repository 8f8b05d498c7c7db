using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.Processes;

namespace Sallyport.Cli;

/// <summary><c>sallyport down</c>: asks the instance to stop, and waits until it has.</summary>
internal static class DownCommand
{
    /// <summary>Longer than an instance drains.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Kill an instance that has not stopped after 35 s",
    };

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "down",
            "Stop the running instance",
            "sallyport down",
            "sallyport down --force") { Force, GlobalOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var directory = command.DataDirectory();
        if (!InstanceLock.IsHeld(directory))
            throw new CommandFailedException(ExitCodes.NoInstance, $"no instance is running on {directory.Path}");
        var pid = Holder(directory);
        Signal(directory, pid, Posix.SigTerm);
        if (!await StoppedAsync(directory, Patience, cancel))
            await ForceAsync(command, directory, pid, cancel);
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("down", "ok", new JsonObject { ["dataDirectory"] = directory.Path, ["pid"] = pid }).Print();
        else
            Console.Out.WriteLine($"Stopped (process {pid}).");
        return ExitCodes.Done;
    }

    private static async Task ForceAsync(
        ParseResult command,
        InstanceDirectory directory,
        int pid,
        CancellationToken cancel)
    {
        var seconds = $"{Patience.TotalSeconds:0} s";
        if (!command.GetValue(Force))
        {
            var kill = directory.Command("down --force");
            throw new CommandFailedException(
                ExitCodes.Failed,
                $"process {pid} is still running {seconds} after SIGTERM; `{kill}` kills it (stored data is safe)");
        }
        Terminal.Progress($"Killing process {pid}, which is still running {seconds} after SIGTERM.");
        Signal(directory, pid, Posix.SigKill);
        if (!await StoppedAsync(directory, Patience, cancel))
            throw new CommandFailedException(ExitCodes.Failed, $"process {pid} cannot be killed");
    }

    private static void Signal(InstanceDirectory directory, int pid, int signal)
    {
        if (!Posix.Signal(pid, signal) && InstanceLock.IsHeld(directory))
        {
            throw new CommandFailedException(
                ExitCodes.Failed,
                $"process {pid} cannot be stopped from here; it runs as another user or in another container");
        }
    }

    private static async Task<bool> StoppedAsync(
        InstanceDirectory directory, TimeSpan patience, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (InstanceLock.IsHeld(directory))
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
                return false;
            await Task.Delay(30, cancel);
        }
        return true;
    }

    /// <summary>
    /// The process to stop. A lock reaches across containers that share a folder, a process id does not: a process that
    /// is not of our kind is left alone.
    /// </summary>
    private static int Holder(InstanceDirectory directory)
    {
        if (InstanceLock.Holder(directory) is { } pid && IsOurs(pid))
            return pid;
        throw new CommandFailedException(
            ExitCodes.Failed,
            $"the process of the instance on {directory.Path} cannot be found from here; " +
            "stop it where it was started");
    }

    private static bool IsOurs(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            using var self = Process.GetCurrentProcess();
            return process.ProcessName == self.ProcessName;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
