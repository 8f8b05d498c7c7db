using System.Text.Json.Nodes;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Run;

/// <summary>How a pipeline ended: its result, what failed, and what never ran.</summary>
/// <param name="id">Its id.</param>
/// <param name="status">Its status.</param>
/// <param name="jobs">Its jobs as the server has them, each by its last try.</param>
/// <param name="ran">What the runner ran: each try, and the jobs of child pipelines.</param>
internal sealed class PipelineOutcome(long id, string status, IReadOnlyList<JsonNode> jobs, JsonArray ran)
{
    private static readonly string[] Waiting = ["created", "pending", "waiting_for_resource", "skipped", "canceled"];

    private readonly List<string> failed = NamesOf(jobs.Where(IsFailure));

    /// <summary>
    /// Whether all went well. A pipeline that waits for a person has done all that it could, but it waits as well when
    /// a job beside it failed.
    /// </summary>
    public bool IsGood => status is "success" or "manual" && failed.Count == 0;

    /// <summary>Says it to people, and with <c>--json</c> to scripts too.</summary>
    /// <param name="page">The page of the pipeline.</param>
    /// <param name="json">Whether scripts ask.</param>
    public void Print(string page, bool json)
    {
        Tell("Failed", failed);
        Tell("Not started, since nobody asked for them", NamesOf(jobs.Where(j => (string?)j["status"] == "manual")));
        Tell("Never ran", [.. jobs.Where(HasNotRun).Select(j => $"{j["name"]} ({j["status"]})")]);
        Terminal.Progress($"Pipeline #{id}: {status}; see {page}");
        if (json)
            new Envelope("run", IsGood ? "ok" : "failed", ToJson(page)).Print();
    }

    private JsonObject ToJson(string page)
    {
        var last = jobs.ToDictionary(j => (long)j["id"]!, j => (string)j["status"]!);
        var shown = new JsonArray([.. ran.Select(r => r!.DeepClone())]);
        foreach (var job in shown)
            job!["status"] = last.GetValueOrDefault((long)job["id"]!, (string)job["status"]!);
        var known = ran.Select(r => (long)r!["id"]!).ToHashSet();
        foreach (var job in jobs.Where(j => !known.Contains((long)j["id"]!)))
            shown.Add((JsonNode)new JsonObject
            {
                ["id"] = (long)job["id"]!,
                ["name"] = (string)job["name"]!,
                ["status"] = (string)job["status"]!,
                ["exitCode"] = null,
            });
        return new JsonObject { ["pipelineId"] = id, ["status"] = status, ["page"] = page, ["jobs"] = shown };
    }

    private static void Tell(string what, List<string> names)
    {
        if (names.Count > 0)
            Terminal.Progress($"{what}: {string.Join(", ", names)}");
    }

    private static bool IsFailure(JsonNode job) => (string?)job["status"] == "failed" && !(bool)job["allow_failure"]!;

    private static bool HasNotRun(JsonNode job) =>
        job["started_at"] is null && Waiting.Contains((string?)job["status"]);

    private static List<string> NamesOf(IEnumerable<JsonNode> some) => [.. some.Select(j => (string)j["name"]!)];
}
