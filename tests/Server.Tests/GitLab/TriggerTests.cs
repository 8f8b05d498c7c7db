using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Trigger tokens, and the pipelines that they start.</summary>
public sealed class TriggerTests : IAsyncLifetime
{
    private const string Project = "projects/top%2Fmine";
    private const string Config = """
        job:
          script: x
          id_tokens: { TOKEN: { aud: x } }
          rules: [ { if: '$CI_PIPELINE_SOURCE == "trigger"' } ]

        """;

    private RunningServer server = null!;
    private GitLabClient client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        client = new GitLabClient(server);
        await client.TakeAsync(HttpMethod.Put, $"{Project}/sallyport", "{}");
        await client.TakeAsync(HttpMethod.Post, $"{Project}/repository/files/.gitlab-ci.yml", new { branch = "main", content = Config, commit_message = "First" });
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Makes_describes_lists_and_deletes_a_token_that_is_shown_once()
    {
        var made = await MakeAsync();
        var token = (string)made["token"]!;
        Assert.StartsWith("glptt-", token, StringComparison.Ordinal);
        Assert.Equal("root", (string?)made["owner"]!["username"]);

        var changed = await client.TakeAsync(HttpMethod.Put, $"{Project}/triggers/{made["id"]}", """{"description":"nightly"}""");
        Assert.Equal(("nightly", token[6..10]), ((string?)changed["description"], (string?)changed["token"]));
        Assert.True(JsonNode.DeepEquals(changed, Assert.Single((await client.TakeAsync(HttpMethod.Get, $"{Project}/triggers")).AsArray())));

        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, $"{Project}/triggers/{made["id"]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(HttpMethod.Get, $"{Project}/triggers/{made["id"]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await TriggerAsync(("token", token), ("ref", "main"))).Status);
        var (status, answer) = await client.SendAsync(HttpMethod.Post, $"{Project}/triggers", "{}");
        Assert.Equal((HttpStatusCode.BadRequest, "description is missing"), (status, (string?)answer["error"]));
    }

    [Fact]
    public async Task A_form_with_the_token_starts_a_pipeline_whose_jobs_know_it()
    {
        var token = (string)(await MakeAsync())["token"]!;
        var (status, pipeline) = await TriggerAsync(("token", token), ("ref", "main"), ("variables[COLOUR]", "red"));
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(("trigger", "main", "root"), ((string?)pipeline["source"], (string?)pipeline["ref"], (string?)pipeline["user"]!["username"]));

        var runner = (string)(await client.TakeAsync(HttpMethod.Post, "user/runners?runner_type=instance_type"))["token"]!;
        using var http = server.For("gitlab.example.com");
        using var claimed = await http.PostAsJsonAsync("/api/v4/jobs/request", new { token = runner }, Cancel);
        var variables = (await claimed.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["variables"]!.AsArray();
        string? Of(string key) => (string?)variables.Last(v => (string?)v!["key"] == key)!["value"];
        Assert.Equal(("red", "true", "trigger", token[6..10]), (Of("COLOUR"), Of("CI_PIPELINE_TRIGGERED"), Of("CI_PIPELINE_SOURCE"), Of("CI_TRIGGER_SHORT_TOKEN")));
        Assert.Equal("""{"id":"top/mine","ref":"main","variables":{"COLOUR":"red"}}""", Of("TRIGGER_PAYLOAD"));
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(Of("TOKEN")!.Split('.')[1]))!;
        Assert.Equal(("trigger", "project_path:top/mine:ref_type:branch:ref:main"), ((string?)claims["pipeline_source"], (string?)claims["sub"]));
        Assert.NotNull((await client.TakeAsync(HttpMethod.Get, $"{Project}/triggers/1"))["last_used"]);
    }

    [Theory]
    [InlineData("", "main", null, "token is missing")]
    [InlineData("right", "", null, "ref is missing")]
    [InlineData("wrong", "main", null, "404 Not Found")]
    [InlineData("right", "nowhere", null, "Reference not found")]
    [InlineData("right", "main", "A-B", "Variables key is invalid")]
    [InlineData("right", "main", "A", null)]
    public async Task Refuses_what_GitLab_refuses(string token, string reference, string? variable, string? refusal)
    {
        var right = (string)(await MakeAsync())["token"]!;
        var fields = new List<(string, string)> { ("token", token == "right" ? right : token), ("ref", reference) };
        if (variable is not null)
            fields.Add(($"variables[{variable}]", "x"));
        var (status, answer) = await TriggerAsync([.. fields]);

        Assert.Equal(refusal is null, status == HttpStatusCode.Created);
        Assert.True(refusal is null || answer.ToJsonString().Contains(refusal, StringComparison.Ordinal), answer.ToJsonString());
    }

    [Fact]
    public async Task A_token_of_another_project_starts_nothing_and_only_its_owner_changes_it()
    {
        var token = (string)(await MakeAsync())["token"]!;
        await client.TakeAsync(HttpMethod.Put, "projects/top%2Fother/sallyport", "{}");
        Assert.Equal(HttpStatusCode.NotFound, (await TriggerAsync("top%2Fother", ("token", token), ("ref", "main"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await TriggerAsync("top%2Fnone", ("token", token), ("ref", "main"))).Status);

        await client.TakeAsync(HttpMethod.Post, "users", new { username = "bo", name = "Bo", email = "bo@example.com", password = "long-enough-1" });
        var theirs = await client.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } });
        using var member = new GitLabClient(server, token: (string)theirs["token"]!);
        await client.TakeAsync(HttpMethod.Post, $"{Project}/members", new { user_id = 2, access_level = 30 });
        Assert.Equal(HttpStatusCode.Forbidden, (await member.SendAsync(HttpMethod.Get, $"{Project}/triggers")).Status);
        await client.TakeAsync(HttpMethod.Put, $"{Project}/members/2", new { access_level = 40 });
        await member.TakeAsync(HttpMethod.Get, $"{Project}/triggers");
        var (status, answer) = await member.SendAsync(HttpMethod.Put, $"{Project}/triggers/1", """{"description":"mine"}""");
        Assert.Equal((HttpStatusCode.Forbidden, "403 Forbidden - The current user is not authorized to update the pipeline trigger token"), (status, (string?)answer["message"]));
    }

    private Task<JsonNode> MakeAsync() => client.TakeAsync(HttpMethod.Post, $"{Project}/triggers", """{"description":"hourly"}""");

    private Task<(HttpStatusCode Status, JsonNode Body)> TriggerAsync(params (string Name, string Value)[] fields) => TriggerAsync("top%2Fmine", fields);

    // As a program does that has nothing but the token.
    private async Task<(HttpStatusCode Status, JsonNode Body)> TriggerAsync(string project, params (string Name, string Value)[] fields)
    {
        using var http = server.For("gitlab.example.com");
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await http.PostAsync($"/api/v4/projects/{project}/trigger/pipeline", form, Cancel);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!);
    }
}
