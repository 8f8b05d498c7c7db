using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Login;

/// <summary>ID tokens as jobs get them: a pipeline made through GitLab's API, its job claimed by the runner protocol.</summary>
public static class GitLabJobs
{
    public const string Project = "mygroup/myproject";
    public const string Issuer = "https://gitlab.example.com";

    private const string Config = """
        auth:
          id_tokens:
            TOKEN: { aud: https://gitlab.example.com }
          script:
            - az account show
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The ID token of a job on a branch or a tag.</summary>
    public static async Task<string> IdTokenAsync(this RunningServer server, string refName = "main", string refType = "branch", string project = Project, int projectId = 1234)
    {
        using var client = server.For("gitlab.example.com");
        client.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
        var path = $"/api/v4/projects/{Uri.EscapeDataString(project)}/sallyport";
        await ReadAsync(await client.PutAsJsonAsync(path, new { project_id = projectId }, Cancel));
        var created = await ReadAsync(await client.PostAsJsonAsync(
            path + "/pipeline", new { @ref = refName, ref_type = refType, sha = new string('a', 40), config = Config }, Cancel));
        using var runner = server.For("gitlab.example.com");
        var job = await ReadAsync(await runner.PostAsJsonAsync("/api/v4/jobs/request", new { token = (string)created["runner"]!["token"]! }, Cancel));
        return (string)job["variables"]!.AsArray().Last(v => (string?)v!["key"] == "TOKEN")!["value"]!;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(Cancel);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"{response.StatusCode} {text}");
            return JsonNode.Parse(text)!;
        }
    }
}
