using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Run;

/// <summary>The few calls of GitLab's REST API that a run needs.</summary>
internal sealed class GitLabApi(HttpClient client)
{
    /// <summary>Sees that the project exists, and has what is given here.</summary>
    public Task<JsonNode> EnsureProjectAsync(
        string path, long? id, string? defaultBranch, string[]? subComponents, CancellationToken cancel)
    {
        var body = new JsonObject();
        if (id is not null)
            body["project_id"] = id;
        if (defaultBranch is not null)
            body["default_branch"] = defaultBranch;
        if (subComponents is not null)
            body["ci_id_token_sub_claim_components"] = new JsonArray([.. subComponents.Select(c => (JsonNode)c)]);
        return SendAsync(HttpMethod.Put, $"{Project(path)}/sallyport", body, cancel);
    }

    /// <summary>Creates a pipeline from a CI file, with a runner of its own.</summary>
    public Task<JsonNode> CreatePipelineAsync(string path, JsonObject request, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, $"{Project(path)}/sallyport/pipeline", request, cancel);

    /// <summary>How a pipeline stands.</summary>
    public async Task<string> PipelineStatusAsync(string path, long id, CancellationToken cancel) =>
        (string)(await SendAsync(HttpMethod.Get, $"{Project(path)}/pipelines/{id}", null, cancel))["status"]!;

    /// <summary>The reasons that GitLab gives for jobs that no runner ever had.</summary>
    public async Task<IReadOnlyList<string>> RefusedJobsAsync(string path, long id, CancellationToken cancel)
    {
        var jobs = await SendAsync(HttpMethod.Get, $"{Project(path)}/pipelines/{id}/jobs?per_page=100", null, cancel);
        return [.. jobs.AsArray().Where(j => j!["callout_message"] is not null)
            .Select(j => $"{j!["name"]}: {j["failure_reason"]}: {j["callout_message"]}")];
    }

    /// <summary>Cancels what is not finished.</summary>
    public Task CancelAsync(string path, long id, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, $"{Project(path)}/pipelines/{id}/cancel", null, cancel);

    private static string Project(string path) => $"api/v4/projects/{Uri.EscapeDataString(path)}";

    /// <summary>Sends a request and reads the answer; an empty one is an empty object.</summary>
    /// <exception cref="CommandFailedException">GitLab refuses it.</exception>
    public async Task<JsonNode> SendAsync(HttpMethod method, string url, JsonObject? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await client.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        if (response.IsSuccessStatusCode)
            return text.Length == 0 ? new JsonObject() : StrictJson.ReadNode(text)!;
        var reason = Reason(text) ?? $"GitLab answered HTTP {(int)response.StatusCode}";
        throw new CommandFailedException(ExitCodes.Failed, reason);
    }

    // {"message":"…"}, {"message":{"base":["…"]}}, {"error":"…"}
    private static string? Reason(string text)
    {
        try
        {
            var answer = StrictJson.ReadNode(text);
            var reason = answer?["message"] ?? answer?["error"];
            return reason is JsonObject fields ? string.Join("; ", fields.SelectMany(Reasons)) : reason?.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Reasons(KeyValuePair<string, JsonNode?> field)
    {
        IEnumerable<JsonNode?> texts = field.Value is JsonArray several ? several : [field.Value];
        return texts.Select(t => field.Key == "base" ? $"{t}" : $"{field.Key} {t}");
    }
}
