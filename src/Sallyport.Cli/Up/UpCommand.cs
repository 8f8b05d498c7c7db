using System.CommandLine;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.Processes;

namespace Sallyport.Cli.Up;

/// <summary><c>sallyport up</c>: an instance in the foreground until Ctrl-C or SIGTERM, or in the background.</summary>
internal static class UpCommand
{
    private static readonly Option<bool> Detach = new("--detach")
    {
        Description = "Run in the background and return when the instance is ready",
    };

    private static readonly Option<bool> Background = new("--background")
    {
        Description = "This is the background process",
        Hidden = true,
    };

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "up",
            "Start an instance and run it until Ctrl-C or SIGTERM",
            "sallyport up",
            "sallyport up --detach --json",
            "sallyport up --port 0 --data-dir ~/sallyport-2026 --rules entra-2026")
        {
            Detach, GlobalOptions.Json, Background,
        };
        UpOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken stop)
    {
        var directory = command.DataDirectory();
        if (command.GetValue(Background))
            Posix.LeaveSession();
        else if (command.GetValue(Detach))
        {
            await ReportAsync(command, directory, await BackgroundStart.RunAsync(directory, stop), stop);
            return ExitCodes.Done;
        }
        var options = UpOptions.Read(command, directory);
        await using var running = await RunningInstance.StartAsync(options, directory, stop);
        RequireIds(command, directory, running.Instance);
        if (!command.GetValue(Background)) // the log of a background process is no place for secrets
            await ReportAsync(command, directory, running.Instance, stop);
        await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        Terminal.Progress("Stopping once the current requests are done. Press Ctrl-C again to stop at once.");
        return ExitCodes.Done;
    }

    private static async Task ReportAsync(
        ParseResult command, InstanceDirectory directory, InstanceFile instance, CancellationToken cancel)
    {
        var link = await FirstLinkAsync(directory, instance, cancel);
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("up", "ready", InstanceReport.Json(instance, link)).Print();
        else
            InstanceReport.PrintReady(directory, instance, link);
    }

    // An instance that runs goes on running when it can make no link.
    private static async Task<SignInLink?> FirstLinkAsync(
        InstanceDirectory directory, InstanceFile instance, CancellationToken cancel)
    {
        try
        {
            using var client = InstanceClient.Open(directory);
            return await SignInLink.NewAsync(client, instance.AdministratorName, cancel);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static void RequireIds(ParseResult command, InstanceDirectory directory, InstanceFile instance)
    {
        foreach (var (option, asked, actualOf) in UpOptions.AskedIds(command))
        {
            var actual = actualOf(instance);
            if (actual == asked)
                continue;
            throw new CommandFailedException(
                ExitCodes.CannotStart,
                $"{option} {asked} differs from {actual}, which the first start gave {directory.Path}; " +
                $"leave {option} out, or choose another --data-dir");
        }
    }
}
