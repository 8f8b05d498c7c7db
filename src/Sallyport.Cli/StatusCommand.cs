using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;
using Sallyport.Server.Portal;
using Spectre.Console;

namespace Sallyport.Cli;

/// <summary><c>sallyport status</c>: whether an instance runs and is whole, and how to reach it.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "status",
            "Show whether an instance is running and whole, with its ids and addresses; --json adds its secrets",
            "sallyport status",
            "sallyport status --json | jq -r .data.owner.clientSecret") { GlobalOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var directory = command.DataDirectory();
        var json = command.GetValue(GlobalOptions.Json);
        var held = InstanceLock.IsHeld(directory);
        if (!held || InstanceFile.Read(directory) is not { } instance)
            return NotReady(directory, held ? "starting" : "stopped", json);
        var problems = await ProblemsAsync(directory, instance, cancel);
        if (json)
            PrintJson(directory, instance, problems);
        else
            Print(directory, instance, problems);
        return problems.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<IReadOnlyList<(string What, string Fix)>> ProblemsAsync(
        InstanceDirectory directory, InstanceFile instance, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var client = InstanceClient.Open(directory);
            using var portal = client.Portal();
            var health = await portal.GetFromJsonAsync<InstanceHealth>(
                "sallyport/health", StrictJson.Options, limit.Token);
            return [.. health!.Problems.Select(p => (p.What, FixOf(p.Fix, directory)))];
        }
        catch (Exception exception) when (IsSilence(exception) && !cancel.IsCancellationRequested)
        {
            var reason = limit.IsCancellationRequested ? $"within {Patience.TotalSeconds} s" : $"({exception.Message})";
            var what = $"The process {instance.Pid} does not answer {reason}.";
            return [(what, FixOf(InstanceFix.Restart, directory))];
        }
    }

    private static bool IsSilence(Exception exception) =>
        exception is HttpRequestException or OperationCanceledException or IOException or JsonException;

    private static string FixOf(InstanceFix fix, InstanceDirectory directory)
    {
        var down = directory.Command("down");
        var up = directory.Command("up");
        var restart = $"`{down}`, then `{up}`";
        return fix switch
        {
            InstanceFix.RestoreOwner => $"`{down}`, then `{up} --restore-owner`",
            InstanceFix.FreeName => $"remove the name from that application's identifierUris, then {restart}",
            _ => restart,
        };
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
            Terminal.Line($"An instance is starting on {directory.Path}; wait for it with `{next}`.");
        else
            Terminal.Line($"No instance is running on {directory.Path}; start one with `{next}`.");
        return ExitCodes.NoInstance;
    }

    private static void PrintJson(
        InstanceDirectory directory, InstanceFile instance, IReadOnlyList<(string What, string Fix)> problems)
    {
        var data = WithProcess(directory, instance);
        data["problems"] = new JsonArray(
            [.. problems.Select(p => new JsonObject { ["what"] = p.What, ["fix"] = p.Fix })]);
        new Envelope("status", problems.Count == 0 ? "running" : "broken", data).Print();
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

    private static void Print(
        InstanceDirectory directory, InstanceFile instance, IReadOnlyList<(string What, string Fix)> problems)
    {
        var process = $"{instance.Address} (process {instance.Pid}, since {instance.StartedAt:u})";
        if (problems.Count == 0)
            Terminal.Out.MarkupLineInterpolated($"[green]Running[/] on {process}");
        else
            Terminal.Out.MarkupLineInterpolated($"[red]Broken[/]: running on {process}");
        foreach (var fixedTogether in problems.GroupBy(p => p.Fix))
        {
            foreach (var (what, _) in fixedTogether)
                Terminal.Line($"  ✗ {what}");
            Terminal.Line($"    fix: {fixedTogether.Key}");
        }
        InstanceReport.PrintFacts(directory, instance);
        Console.Out.WriteLine();
        Terminal.Line($"Addresses through the proxy ({directory.Command("env")}); a browser of this machine opens");
        Terminal.Line($"each of them without the proxy at https://NAME.localhost:{instance.Port}, by its name here:");
        Terminal.Rows(instance.Surfaces.Select(s => ($"  {s.Key}", s.Value)), 14);
        Console.Out.WriteLine();
        Terminal.Line($"The owner's secret and GitLab's token: {directory.Command("status")} --json");
    }
}
