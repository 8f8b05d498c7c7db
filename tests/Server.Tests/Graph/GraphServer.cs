using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

/// <summary>A whole server, shared by the tests of a class: each of them makes objects of its own.</summary>
public sealed class GraphServer : IAsyncLifetime
{
    public RunningServer Running { get; private set; } = null!;

    public GraphClient Owner { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Running = await RunningServer.StartAsync();
        Owner = As(await Running.OwnerTokenAsync("https://graph.microsoft.com/"));
    }

    /// <summary>The same around a server that is running.</summary>
    public static async Task<GraphServer> OfAsync(RunningServer running)
    {
        var server = new GraphServer { Running = running };
        server.Owner = server.As(await running.OwnerTokenAsync("https://graph.microsoft.com/"));
        return server;
    }

    public ValueTask DisposeAsync()
    {
        Owner.Dispose();
        return Running.DisposeAsync();
    }

    public GraphClient As(string bearer) => new(Running.For("graph.microsoft.com", bearer));

    /// <summary>An application and its object id.</summary>
    public async Task<(string Id, string AppId)> AddApplicationAsync(string? displayName = null)
    {
        var answer = await Owner.PostAsync("/v1.0/applications", new JsonObject { ["displayName"] = displayName ?? Unique("app") });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (answer.Text("id"), answer.Text("appId"));
    }

    public static string Unique(string lead) => $"{lead}-{Guid.CreateVersion7():N}";

    /// <summary>The tutorial's body for one branch.</summary>
    public static JsonObject Credential(string name = "gitlab-federated-identity", string subject = "project_path:g/p:ref_type:branch:ref:main") => new()
    {
        ["name"] = name,
        ["issuer"] = "https://gitlab.example.com",
        ["subject"] = subject,
        ["description"] = "GitLab service account federated identity",
        ["audiences"] = new JsonArray("https://gitlab.example.com"),
    };

    /// <summary>The tutorial's body for any branch.</summary>
    public static JsonObject Flexible(string name, string expression)
    {
        var body = Credential(name);
        body["subject"] = null;
        body["claimsMatchingExpression"] = new JsonObject { ["value"] = expression, ["languageVersion"] = 1 };
        return body;
    }
}

/// <summary>A client of Graph with one bearer token.</summary>
public sealed class GraphClient(HttpClient http) : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<GraphAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<GraphAnswer> PostAsync(string path, JsonObject body) => SendAsync(HttpMethod.Post, path, Json(body.ToJsonString()));

    public Task<GraphAnswer> PatchAsync(string path, JsonObject body) => SendAsync(HttpMethod.Patch, path, Json(body.ToJsonString()));

    public Task<GraphAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<GraphAnswer> PostRawAsync(string path, string body, string? mediaType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (mediaType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return SendAsync(HttpMethod.Post, path, content);
    }

    public async Task<GraphAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request, Cancel);
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancel);
        var body = bytes.Length == 0 ? default : JsonDocument.Parse(bytes).RootElement;
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new GraphAnswer(response.StatusCode, body, all);
    }

    public void Dispose() => http.Dispose();

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}

/// <summary>An answer of Graph.</summary>
public sealed record GraphAnswer(HttpStatusCode Status, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Code => Body.GetProperty("error").GetProperty("code").GetString()!;

    public string Message => Body.GetProperty("error").GetProperty("message").GetString()!;

    public JsonElement[] Values => [.. Body.GetProperty("value").EnumerateArray()];

    public string Text(string member) => Body.GetProperty(member).GetString()!;

    public string[] Names => [.. Body.EnumerateObject().Select(m => m.Name)];

    public void Refused(int status, string code, string message)
    {
        Assert.True((int)Status == status, $"{(int)Status} {Body}");
        Assert.Equal(code, Code);
        Assert.Contains(message, Message, StringComparison.Ordinal);
    }

    public GraphAnswer Ok(HttpStatusCode status = HttpStatusCode.OK)
    {
        Assert.True(Status == status, $"{(int)Status} {Body}");
        return this;
    }
}
