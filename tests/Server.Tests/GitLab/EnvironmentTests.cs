using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Environments as objects of the REST API, and what jobs do with them.</summary>
public sealed class EnvironmentTests : IAsyncLifetime
{
    private const string Path = "top/mine";
    private const string Project = "projects/top%2Fmine";
    private const string Environments = $"{Project}/environments";
    private const string Token = "id_tokens: { TOKEN: { aud: x } }";

    private RunningServer server = null!;
    private GitLabClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        client = new GitLabClient(server);
        await client.TakeAsync(HttpMethod.Put, $"{Project}/sallyport", "{}");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Makes_shows_changes_stops_and_deletes_an_environment()
    {
        var made = await client.TakeAsync(HttpMethod.Post, Environments, """{"name":"review/One","external_url":"https://one.example.com"}""");
        Assert.Equal(("review/One", "https://one.example.com", "available", "development"), (Text(made, "name"), Text(made, "external_url"), Text(made, "state"), Text(made, "tier")));
        Assert.Matches("^review-one-[a-z0-9]{6}$", Text(made, "slug"));

        var changed = await client.TakeAsync(HttpMethod.Put, $"{Environments}/{made["id"]}", """{"external_url":"","tier":"production"}""");
        Assert.Equal((null, "production", Text(made, "slug")), (Text(changed, "external_url"), Text(changed, "tier"), Text(changed, "slug")));
        Assert.True(JsonNode.DeepEquals(changed, await client.TakeAsync(HttpMethod.Get, $"{Environments}/{made["id"]}")));

        var (early, _) = await client.SendAsync(HttpMethod.Delete, $"{Environments}/{made["id"]}");
        Assert.Equal(HttpStatusCode.Forbidden, early);
        Assert.Equal("stopped", Text(await client.TakeAsync(HttpMethod.Post, $"{Environments}/{made["id"]}/stop"), "state"));
        var (gone, _) = await client.SendAsync(HttpMethod.Delete, $"{Environments}/{made["id"]}");
        Assert.Equal(HttpStatusCode.NoContent, gone);
        var (status, answer) = await client.SendAsync(HttpMethod.Get, $"{Environments}/{made["id"]}");
        Assert.Equal((HttpStatusCode.NotFound, "404 Not found"), (status, Text(answer, "message")));
    }

    [Theory]
    [InlineData("""{"name":"other"}""", null)]
    [InlineData("{}", """{"error":"name is missing"}""")]
    [InlineData("""{"name":"taken"}""", """{"message":{"name":["has already been taken"]}}""")]
    [InlineData("""{"name":"a?"}""", """{"message":{"name":["can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"]}}""")]
    [InlineData("""{"name":"a","slug":"b"}""", """{"error":"slug is automatically generated and cannot be changed"}""")]
    [InlineData("""{"name":"a","tier":"best"}""", """{"error":"tier does not have a valid value"}""")]
    [InlineData("""{"name":"a","external_url":"ftp://a.example.com"}""", """{"message":{"external_url":["is blocked: Only allowed schemes are http, https"]}}""")]
    public async Task Takes_what_GitLab_takes_and_refuses_the_rest_in_its_sentences(string body, string? refusal)
    {
        await client.TakeAsync(HttpMethod.Post, Environments, """{"name":"taken"}""");
        var (status, answer) = await client.SendAsync(HttpMethod.Post, Environments, body);

        Assert.Equal(refusal is null ? HttpStatusCode.Created : HttpStatusCode.BadRequest, status);
        Assert.True(refusal is null || JsonNode.DeepEquals(JsonNode.Parse(refusal), answer), answer.ToJsonString());
    }

    [Theory]
    [InlineData("", "staging,review/one,review/two", null)]
    [InlineData("?name=review%2Fone", "review/one", null)]
    [InlineData("?search=REVIEW", "review/one,review/two", null)]
    [InlineData("?states=stopped", "review/two", null)]
    [InlineData("?per_page=1&page=2", "review/one", null)]
    [InlineData("?search=re", "", "400 Bad request - Search query is less than 3 characters")]
    [InlineData("?states=new", "", "states does not have a valid value")]
    [InlineData("?name=a&search=abc", "", "name, search cannot be used together")]
    public async Task Lists_them_by_name_part_of_the_name_and_state(string query, string names, string? refusal)
    {
        foreach (var name in (string[])["staging", "review/one", "review/two"])
            await client.TakeAsync(HttpMethod.Post, Environments, new { name });
        await client.TakeAsync(HttpMethod.Post, $"{Environments}/3/stop");

        var (_, answer) = await client.SendAsync(HttpMethod.Get, Environments + query);
        if (refusal is null)
            Assert.Equal(names, string.Join(',', answer.AsArray().Select(e => Text(e!, "name"))));
        else
            Assert.Equal(refusal, Text(answer, "message") ?? Text(answer, "error"));
    }

    [Fact]
    public async Task A_job_that_starts_makes_its_environment_and_a_deployment_renews_it()
    {
        await RunAsync("job: { script: x, environment: { name: review/$CI_COMMIT_REF_NAME, url: 'https://$CI_ENVIRONMENT_SLUG.example.com/$CI_JOB_ID' } }\n");
        var kept = Assert.Single((await client.TakeAsync(HttpMethod.Get, Environments)).AsArray())!;
        Assert.Equal(("review/main", "available", "development"), (Text(kept, "name"), Text(kept, "state"), Text(kept, "tier")));
        Assert.Equal($"https://{kept["slug"]}.example.com/1", Text(kept, "external_url"));

        await client.TakeAsync(HttpMethod.Post, $"{Environments}/{kept["id"]}/stop");
        await RunAsync("job: { script: x, environment: { name: review/main, action: verify } }\n");
        Assert.Equal("stopped", await StateAsync());
        await RunAsync("job: { script: x, environment: { name: review/main, deployment_tier: testing } }\n");
        Assert.Equal("available", await StateAsync());
        Assert.Equal("testing", Text((await client.TakeAsync(HttpMethod.Get, Environments))[0]!, "tier"));
    }

    [Fact]
    public async Task The_token_and_the_variables_have_the_kept_tier_unless_the_file_has_one()
    {
        await client.TakeAsync(HttpMethod.Post, Environments, """{"name":"mine","tier":"production"}""");

        Assert.Equal(("production", "production", "mine"), await TierAsync($"job: {{ script: x, environment: mine, {Token} }}\n"));
        Assert.Equal(("other", "other", "else"), await TierAsync($"job: {{ script: x, environment: else, {Token} }}\n"));
        var written = $"job: {{ script: x, environment: {{ name: mine, deployment_tier: staging }}, {Token} }}\n";
        Assert.Equal(("staging", "staging", "mine"), await TierAsync(written));
    }

    [Fact]
    public async Task The_slug_stays_when_the_environment_gets_another_name()
    {
        await client.TakeAsync(HttpMethod.Post, Environments, """{"name":"first"}""");
        await client.TakeAsync(HttpMethod.Put, $"{Environments}/1", """{"name":"second"}""");

        Assert.Equal("first", (await TierAsync($"job: {{ script: x, environment: second, {Token} }}\n")).Slug);
    }

    [Fact]
    public async Task Stopping_starts_the_job_that_does_it_and_its_success_stops_the_environment()
    {
        const string config = """
            up: { script: x, environment: { name: live, on_stop: down } }
            down: { script: x, when: manual, environment: { name: live, action: stop } }

            """;
        var created = await RunAsync(config);
        Assert.Equal("stopping", Text(await client.TakeAsync(HttpMethod.Post, $"{Environments}/1/stop"), "state"));
        await FinishAsync(await client.ClaimAsync(created) ?? throw new InvalidOperationException("There is no job."));
        Assert.Equal("stopped", await StateAsync());

        await RunAsync(config);
        Assert.Equal("available", await StateAsync());
        Assert.Equal("stopped", Text(await client.TakeAsync(HttpMethod.Post, $"{Environments}/1/stop?force=true"), "state"));
    }

    [Fact]
    public async Task A_job_whose_environment_cannot_be_made_fails_with_that_reason()
    {
        var created = await client.CreatePipelineAsync(Path, "job: { script: x, environment: $NOBODY_SET_IT }\n");
        Assert.Null(await client.ClaimAsync(created));
        var job = (await client.TakeAsync(HttpMethod.Get, $"{Project}/pipelines/{created["pipeline"]!["id"]}/jobs"))[0]!;
        Assert.Equal(("failed", "environment_creation_failure"), (Text(job, "status"), Text(job, "failure_reason")));
    }

    [Theory]
    [InlineData(10, 403, 403)]
    [InlineData(20, 200, 403)]
    [InlineData(30, 200, 201)]
    public async Task Reporters_see_environments_and_developers_change_them(int level, int reads, int makes)
    {
        await client.TakeAsync(HttpMethod.Post, "users", new { username = "bo", name = "Bo", email = "bo@example.com", password = "long-enough-1" });
        var token = await client.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } });
        await client.TakeAsync(HttpMethod.Post, $"{Project}/members", new { user_id = 2, access_level = level });
        using var member = new GitLabClient(server, token: (string)token["token"]!);

        Assert.Equal(reads, (int)(await member.SendAsync(HttpMethod.Get, Environments)).Status);
        Assert.Equal(makes, (int)(await member.SendAsync(HttpMethod.Post, Environments, """{"name":"theirs"}""")).Status);
    }

    private static string? Text(JsonNode node, string member) => (string?)node[member];

    private async Task<string?> StateAsync() => Text(await client.TakeAsync(HttpMethod.Get, $"{Environments}/1"), "state");

    // Runs the first job of a pipeline.
    private async Task<JsonNode> RunAsync(string config)
    {
        var created = await client.CreatePipelineAsync(Path, config);
        await FinishAsync(await client.ClaimAsync(created) ?? throw new InvalidOperationException("There is no job."));
        return created;
    }

    private Task<JsonNode> FinishAsync(JsonNode job) =>
        client.TakeAsync(HttpMethod.Put, $"jobs/{job["id"]}", new { token = (string)job["token"]!, state = "success" });

    private async Task<(string? Claim, string? Variable, string? Slug)> TierAsync(string config)
    {
        var job = (await client.ClaimAsync(await client.CreatePipelineAsync(Path, config)))!;
        string? Of(string key) => (string?)job["variables"]!.AsArray().Last(v => (string?)v!["key"] == key)!["value"];
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(Of("TOKEN")!.Split('.')[1]))!;
        return (Text(claims, "deployment_tier"), Of("CI_ENVIRONMENT_TIER"), Of("CI_ENVIRONMENT_SLUG"));
    }
}
