using System.CommandLine;
using System.Globalization;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;

namespace Sallyport.Cli;

/// <summary><c>sallyport wait</c>: until an instance is ready.</summary>
internal static class WaitCommand
{
    private static readonly Option<double> Seconds = new("--timeout")
    {
        Description = "Give up after this many seconds",
        HelpName = "S",
        DefaultValueFactory = _ => 60,
        Validators = { GlobalOptions.Require(IsPatience, "--timeout must be from 0 to 86400 seconds.") },
    };

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "wait",
            "Wait until the instance is ready",
            "sallyport up & sallyport wait --timeout 30") { Seconds, GlobalOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var directory = command.DataDirectory();
        var patience = TimeSpan.FromSeconds(command.GetValue(Seconds));
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (InstanceLock.IsHeld(directory) && InstanceFile.Read(directory) is { } instance)
                return Ready(command, instance);
            if (TimeProvider.System.GetElapsedTime(started) >= patience)
            {
                throw new CommandFailedException(
                    ExitCodes.TimedOut,
                    $"no instance became ready on {directory.Path} within {patience.TotalSeconds:0.###} s; " +
                    $"start one with `{directory.Command("up")}`");
            }
            await Task.Delay(50, cancel);
        }
    }

    // A value that is no number at all has the parser's own error only after the validators.
    private static bool IsPatience(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= 86400;

    private static int Ready(ParseResult command, InstanceFile instance)
    {
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("wait", "ready", InstanceReport.Json(instance)).Print();
        else
            Console.Out.WriteLine($"Ready on {instance.Address}.");
        return ExitCodes.Done;
    }
}
