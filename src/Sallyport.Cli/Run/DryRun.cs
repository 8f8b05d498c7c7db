using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Explain;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Run;

/// <summary>
/// What each job of a plan would see and claim, and which application of the instance its ID tokens could sign in as.
/// </summary>
internal sealed class DryRun
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IReadOnlyList<JsonNode> jobs;
    private readonly InstanceApplications? applications;
    private readonly Dictionary<JsonNode, ApplicationVerdicts> verdicts = [];

    private DryRun(IReadOnlyList<JsonNode> jobs, InstanceApplications? applications)
    {
        this.jobs = jobs;
        this.applications = applications;
    }

    /// <summary>Has the instance judge the ID tokens of the plan's jobs.</summary>
    public static async Task<DryRun> OfAsync(
        IReadOnlyList<JsonNode> jobs, InstanceClient instance, CancellationToken cancel)
    {
        if (!jobs.Any(j => TokensOf(j).Count > 0))
            return new DryRun(jobs, null);
        using var judging = await JudgingInstance.OpenAsync(instance, cancel);
        var applications = await InstanceApplications.ReadAsync(judging, cancel);
        var run = new DryRun(jobs, applications);
        foreach (var (name, claims) in jobs.SelectMany(TokensOf))
        {
            var presented = new Presented(name, null, claims.Deserialize<JsonElement>(StrictJson.Options));
            run.verdicts[claims!] = await applications.JudgeAsync(presented, withKeys: true, cancel);
        }
        return run;
    }

    /// <summary>Prints it for people.</summary>
    /// <param name="withPredefined">Whether to print also the variables that GitLab sets by itself.</param>
    public void Print(bool withPredefined)
    {
        foreach (var job in jobs)
        {
            Terminal.Line($"{job["name"]} (stage {job["stage"]}, {job["when"]})");
            foreach (var (name, claims) in TokensOf(job))
                PrintToken(name, claims!);
            PrintVariables(job["variables"]!.AsArray(), withPredefined);
        }
    }

    /// <summary>The same for scripts.</summary>
    public JsonArray ToJson() => [.. jobs.Select(j => (JsonNode)new JsonObject
    {
        ["name"] = j["name"]!.DeepClone(),
        ["stage"] = j["stage"]!.DeepClone(),
        ["when"] = j["when"]!.DeepClone(),
        ["variables"] = new JsonArray([.. j["variables"]!.AsArray().Select(Variable)]),
        ["idTokens"] = new JsonObject(TokensOf(j).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)Token(t.Value!)))),
    })];

    private static JsonObject TokensOf(JsonNode job) => job["id_tokens"]!.AsObject();

    private static JsonNode Variable(JsonNode? variable) => new JsonObject
    {
        ["key"] = variable!["key"]!.DeepClone(), ["value"] = variable["value"]?.DeepClone(),
        ["predefined"] = variable["predefined"]!.DeepClone(),
    };

    private static void PrintVariables(JsonArray variables, bool withPredefined)
    {
        var shown = variables.Where(v => withPredefined || !(bool)v!["predefined"]!).ToList();
        var more = variables.Count - shown.Count;
        var hint = more == 0 ? "" : $" (--predefined also shows the {more} that GitLab sets)";
        Terminal.Line($"  variables{hint}");
        foreach (var variable in shown.OrderBy(v => (string)v!["key"]!, StringComparer.Ordinal))
            Terminal.Line($"    {variable!["key"]}={variable["value"]}");
    }

    private JsonObject Token(JsonNode claims) => new JsonObject
    {
        ["claims"] = claims.DeepClone(),
        ["applications"] = ApplicationVerdictsJson.Of(verdicts[claims], applications!.CodeOf),
    };

    private void PrintToken(string name, JsonNode claims)
    {
        Terminal.Line($"  {name}");
        foreach (var claim in claims.AsObject())
            Terminal.Line($"    {claim.Key}: {claim.Value?.ToJsonString(Plain) ?? "null"}");
        foreach (var line in verdicts[claims].Lines(applications!.CodeOf))
            Terminal.Line($"    → {line}");
    }
}
