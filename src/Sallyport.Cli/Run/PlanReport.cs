using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Run;

/// <summary>
/// What a pipeline would be: its jobs (<c>--list</c>), its file (<c>--preview</c>), or what the jobs would see and
/// claim (<c>--dry-run</c>). Nothing is made.
/// </summary>
internal static class PlanReport
{
    /// <summary>Whether the command line asks for one of them.</summary>
    public static bool IsAskedFor(ParseResult command) =>
        command.GetValue(RunOptions.List) || command.GetValue(RunOptions.ListJson)
        || command.GetValue(RunOptions.Preview) || command.GetValue(RunOptions.DryRun);

    /// <summary>Prints what the command line asks for.</summary>
    public static async Task<int> PrintAsync(
        ParseResult command, InstanceClient instance, JsonNode plan, CancellationToken cancel)
    {
        foreach (var warning in plan["warnings"]!.AsArray())
            Terminal.Progress($"warning: {warning}");
        if (command.GetValue(RunOptions.Preview))
            await Console.Out.WriteAsync((string?)plan["merged_yaml"]
                ?? throw new CommandFailedException(ExitCodes.Failed, "the merged file is too large to be shown"));
        else if (command.GetValue(RunOptions.ListJson))
            new Envelope("run", "ok", new JsonObject { ["jobs"] = ListOf(plan) }).Print();
        else if (command.GetValue(RunOptions.List))
            PrintList(plan);
        else
            await PrintDryRunAsync(command, instance, plan, cancel);
        return ExitCodes.Done;
    }

    private static async Task PrintDryRunAsync(
        ParseResult command, InstanceClient instance, JsonNode plan, CancellationToken cancel)
    {
        var run = await DryRun.OfAsync([.. JobsOf(plan)], instance, cancel);
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("run", "ok", new JsonObject { ["jobs"] = run.ToJson() }).Print();
        else
            run.Print(command.GetValue(RunOptions.Predefined));
    }

    private static JsonArray ListOf(JsonNode plan) => [.. JobsOf(plan).Select(j => (JsonNode)new JsonObject
    {
        ["name"] = j["name"]!.DeepClone(),
        ["stage"] = j["stage"]!.DeepClone(),
        ["when"] = j["when"]!.DeepClone(),
        ["allowFailure"] = j["allow_failure"]!.DeepClone(),
        ["needs"] = j["needs"]?.DeepClone(),
        ["environment"] = j["environment"]?.DeepClone(),
        ["idTokens"] = new JsonArray([.. j["id_tokens"]!.AsObject().Select(t => (JsonNode)t.Key)]),
    })];

    private static void PrintList(JsonNode plan)
    {
        var rows = JobsOf(plan).Select(RowOf).Prepend(["job", "stage", "when", "needs", "ID tokens"]).ToList();
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
            Terminal.Line(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd());
    }

    private static string[] RowOf(JsonNode job)
    {
        var needs = job["needs"] is JsonArray names ? string.Join(", ", names.Select(n => $"{n}")) : "";
        var tokens = string.Join(", ", job["id_tokens"]!.AsObject().Select(t => t.Key));
        var fails = (bool)job["allow_failure"]! ? " (may fail)" : "";
        return [$"{job["name"]}", $"{job["stage"]}", $"{job["when"]}{fails}", needs, tokens];
    }

    private static IEnumerable<JsonNode> JobsOf(JsonNode plan) => plan["jobs"]!.AsArray().Select(j => j!);
}
