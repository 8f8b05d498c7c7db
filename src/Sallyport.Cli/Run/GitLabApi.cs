using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Run;

/// <summary>The few calls of GitLab's REST API that a run needs.</summary>
internal sealed class GitLabApi(HttpClient client)
{
    private const int PageSize = 100;

    /// <summary>Sees that the project exists, and has what is given here.</summary>
    public Task<JsonNode> EnsureProjectAsync(string path, ProjectIdentity identity, CancellationToken cancel) =>
        SendAsync(HttpMethod.Put, $"{Project(path)}/sallyport", identity.ToJson(), cancel);

    /// <summary>Creates a pipeline from a CI file, with a runner of its own.</summary>
    public Task<JsonNode> CreatePipelineAsync(string path, JsonObject request, CancellationToken cancel) =>
        SendAsync(HttpMethod.Post, $"{Project(path)}/sallyport/pipeline", request, cancel);

    /// <summary>How a pipeline stands.</summary>
    public async Task<string> PipelineStatusAsync(string path, long id, CancellationToken cancel) =>
        (string)(await SendAsync(HttpMethod.Get, $"{Project(path)}/pipelines/{id}", null, cancel))["status"]!;

    /// <summary>What a pipeline would be made of if the project were like this; nothing is made or changed.</summary>
    public Task<JsonNode> PlanAsync(
        string path, ProjectIdentity identity, JsonObject request, CancellationToken cancel)
    {
        request["dry_run"] = true;
        foreach (var (name, value) in identity.ToJson())
            request[name] = value?.DeepClone();
        return CreatePipelineAsync(path, request, cancel);
    }

    /// <summary>The jobs of a pipeline.</summary>
    public async Task<IReadOnlyList<JsonNode>> JobsAsync(string path, long id, CancellationToken cancel)
    {
        var found = new List<JsonNode>();
        for (var page = 1; found.Count == (page - 1) * PageSize; page++)
        {
            var url = $"{Project(path)}/pipelines/{id}/jobs?per_page={PageSize}&page={page}";
            found.AddRange((await SendAsync(HttpMethod.Get, url, null, cancel)).AsArray().Select(j => j!));
        }
        return found;
    }

    /// <summary>A job's log.</summary>
    public Task<string> TraceAsync(string path, long jobId, CancellationToken cancel) =>
        client.GetStringAsync($"{Project(path)}/jobs/{jobId}/trace", cancel);

    /// <summary>The archive of what a job left, or null.</summary>
    public async Task<byte[]?> ArtifactsAsync(string path, long jobId, CancellationToken cancel)
    {
        using var response = await client.GetAsync($"{Project(path)}/jobs/{jobId}/artifacts", cancel);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(cancel) : null;
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
        var reasons = Reasons(text) ?? [$"GitLab answered HTTP {(int)response.StatusCode}"];
        // What is sent is what the command line and the CI file say.
        var isWrongInput = response.StatusCode == HttpStatusCode.BadRequest;
        throw new CommandFailedException(isWrongInput ? ExitCodes.Usage : ExitCodes.Failed, reasons);
    }

    // {"message":"…"}, {"message":{"base":["…"]}}, {"error":"…"}
    private static IReadOnlyList<string>? Reasons(string text)
    {
        try
        {
            var answer = StrictJson.ReadNode(text);
            var reason = answer?["message"] ?? answer?["error"];
            if (reason is JsonObject fields)
                return [.. fields.SelectMany(Reasons)];
            return reason is null ? null : [reason.ToString()];
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
