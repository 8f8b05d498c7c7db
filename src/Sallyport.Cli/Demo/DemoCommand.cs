using System.CommandLine;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Demo;

/// <summary>
/// <c>sallyport demo</c>: GitLab's tutorial with the real Azure CLI, its three failures explained and fixed.
/// </summary>
internal static class DemoCommand
{
    private static readonly Option<string?> Az = new("--az")
    {
        Description = "The Azure CLI to run [default: a recent one, downloaded if needed]",
        HelpName = "PATH",
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "demo",
            "Run GitLab's tutorial from its first command to its last, in a temporary folder and on a free port",
            "sallyport demo") { Az };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var az = await AzureCli.FindAsync(command.GetValue(Az), cancel);
        var report = new DemoReport(Console.Out, Colours.AreFor(Console.Out));
        using var world = new DemoWorld(az.Path, az.WarmProfile);
        string? stoppedBy = null;
        try
        {
            await new TutorialStory(world, report).TellAsync(cancel);
        }
        catch (StepFailedException failed)
        {
            stoppedBy = failed.Message;
        }
        finally
        {
            if (InstanceLock.IsHeld(world.Data))
                await world.RunAsync("sallyport down", _ => { }, CancellationToken.None);
        }
        return report.Summarize(stoppedBy) ? ExitCodes.Done : ExitCodes.Failed;
    }
}
