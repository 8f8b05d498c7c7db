using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>A user of the REST API.</summary>
public sealed class GitLabClient : IDisposable
{
    private readonly HttpClient client;
    private readonly RunningServer server;

    public GitLabClient(RunningServer server, string host = "gitlab.example.com", string? token = null)
    {
        this.server = server;
        Host = host;
        client = server.For(host);
        client.DefaultRequestHeaders.Add("PRIVATE-TOKEN", token ?? server.Facts.GitLabToken);
    }

    private string Host { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    /// <summary>Sends a request and reads the answer; an empty one is an empty object.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/api/v4/{path}");
        request.Content = body switch
        {
            null => null,
            string json => new StringContent(json, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        using var response = await client.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        return (response.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    /// <summary>The same, for a request that must be taken.</summary>
    public async Task<JsonNode> TakeAsync(HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await SendAsync(method, path, body);
        Assert.True((int)status < 300, $"{method} {path}: {status} {answer.ToJsonString()}");
        return answer;
    }

    /// <summary>Makes a pipeline.</summary>
    public Task<JsonNode> CreatePipelineAsync(string project, string config, JsonObject? further = null)
    {
        var body = new JsonObject { ["ref"] = "main", ["sha"] = new string('a', 40), ["config"] = config };
        foreach (var (name, value) in further ?? [])
            body[name] = value?.DeepClone();
        return TakeAsync(HttpMethod.Post, $"projects/{Uri.EscapeDataString(project)}/sallyport/pipeline", body.ToJsonString());
    }

    /// <summary>Claims the next job of a pipeline; null when there is none.</summary>
    public async Task<JsonNode?> ClaimAsync(JsonNode created)
    {
        using var runner = server.For(Host);
        using var answer = await runner.PostAsJsonAsync("/api/v4/jobs/request", new { token = (string)created["runner"]!["token"]! }, Cancel);
        return answer.StatusCode == HttpStatusCode.Created ? await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel) : null;
    }

    /// <summary>The claims of the token of the next job.</summary>
    public async Task<JsonNode> ClaimsAsync(JsonNode created, string name = "TOKEN")
    {
        var job = await ClaimAsync(created) ?? throw new InvalidOperationException("There is no job.");
        var token = (string)job["variables"]!.AsArray().Last(v => (string?)v!["key"] == name)!["value"]!;
        return JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!;
    }
}
