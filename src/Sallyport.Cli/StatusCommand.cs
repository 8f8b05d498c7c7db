using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Spectre.Console;

namespace Sallyport.Cli;

/// <summary><c>sallyport status</c>: whether an instance runs, and how to reach it.</summary>
internal static class StatusCommand
{
    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "status",
            "Show whether an instance is running, with its ids and addresses; --json adds its secrets",
            "sallyport status",
            "sallyport status --json | jq -r .data.owner.clientSecret") { GlobalOptions.Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult command)
    {
        var directory = command.DataDirectory();
        var json = command.GetValue(GlobalOptions.Json);
        var held = InstanceLock.IsHeld(directory);
        if (!held || InstanceFile.Read(directory) is not { } instance)
            return NotReady(directory, held ? "starting" : "stopped", json);
        if (json)
            new Envelope("status", "running", WithProcess(directory, instance)).Print();
        else
            Print(directory, instance);
        return ExitCodes.Done;
    }

    private static int NotReady(InstanceDirectory directory, string status, bool json)
    {
        var isStarting = status == "starting";
        var next = directory.Command(isStarting ? "wait" : "up");
        if (json)
        {
            var data = new JsonObject { ["dataDirectory"] = directory.Path, ["next"] = next };
            new Envelope("status", status, data).Print();
        }
        else if (isStarting)
            Console.Out.WriteLine($"An instance is starting on {directory.Path}; wait for it with `{next}`.");
        else
            Console.Out.WriteLine($"No instance is running on {directory.Path}; start one with `{next}`.");
        return ExitCodes.NoInstance;
    }

    private static JsonObject WithProcess(InstanceDirectory directory, InstanceFile instance)
    {
        var data = InstanceReport.Json(instance);
        data["dataDirectory"] = directory.Path;
        data["pid"] = instance.Pid;
        data["port"] = instance.Port;
        data["startedAt"] = instance.StartedAt.ToString("O");
        return data;
    }

    private static void Print(InstanceDirectory directory, InstanceFile instance)
    {
        Terminal.Out.MarkupLineInterpolated(
            $"[green]Running[/] on {instance.Address} (process {instance.Pid}, since {instance.StartedAt:u})");
        InstanceReport.PrintFacts(directory, instance);
        Terminal.Rows(instance.Surfaces.Select(s => ($"  {s.Key}", s.Value)), 14);
        Console.Out.WriteLine();
        Console.Out.WriteLine($"The owner's secret and GitLab's token: {directory.Command("status")} --json");
    }
}
