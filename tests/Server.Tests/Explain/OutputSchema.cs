using System.Text.Json.Nodes;
using System.Text;
using Json.Schema;
using Sallyport.Core.Wire;
using Sallyport.House.Tests;

namespace Sallyport.Server.Tests.Explain;

/// <summary>The published schema of what <c>explain --json</c> prints.</summary>
internal static class OutputSchema
{
    private const string Path = "docs/schema/explain.json";

    private static readonly Lazy<JsonSchema> Published = new(() => JsonSchema.FromText(Repository.Read(Path)));

    /// <summary>The schema as a document.</summary>
    public static JsonNode Document() => JsonNode.Parse(Repository.Read(Path))!;

    /// <summary>What is wrong with an output, by place; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(JsonNode output)
    {
        var options = new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
        var results = Published.Value.Evaluate(StrictJson.ReadObject(Encoding.UTF8.GetBytes(output.ToJsonString()))!.Value, options);
        if (results.IsValid)
            return [];
        return [.. (results.Details ?? []).Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation} ({d.EvaluationPath}): {e.Value}"))];
    }

    /// <summary>The output of a command, which the schema describes.</summary>
    public static JsonNode Valid(string printed)
    {
        var output = JsonNode.Parse(Assert.Single(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!;
        var faults = Faults(output);
        Assert.True(faults.Count == 0, $"{string.Join('\n', faults)}\n{printed}");
        return output;
    }
}
