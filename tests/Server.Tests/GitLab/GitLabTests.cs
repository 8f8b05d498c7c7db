using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>The GitLab surface through the whole server: documents, REST API and runner protocol, as a runner of GitLab's speaks it.</summary>
public sealed class GitLabTests : IAsyncLifetime
{
    private const string Host = "gitlab.example.com";
    private const string Config = """
        variables:
          GREETING: hello
        auth:
          id_tokens:
            ONE: { aud: https://gitlab.example.com }
            TWO: { aud: [https://a.example, $CI_SERVER_URL] }
          script:
            - echo $GREETING
        """;

    private RunningServer server = null!;
    private HttpClient anyone = null!;
    private HttpClient administrator = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        anyone = server.For(Host);
        administrator = server.For(Host);
        administrator.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
    }

    public async ValueTask DisposeAsync()
    {
        anyone.Dispose();
        administrator.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Publishes_discovery_and_keys_to_anyone()
    {
        var discovery = await GetAsync(anyone, "/.well-known/openid-configuration");
        Assert.Equal("https://gitlab.example.com", (string?)discovery["issuer"]);
        Assert.Equal("https://gitlab.example.com/oauth/discovery/keys", (string?)discovery["jwks_uri"]);
        using var response = await anyone.GetAsync("/oauth/discovery/keys", Cancel);
        Assert.Equal(TimeSpan.FromHours(24), response.Headers.CacheControl!.MaxAge);
        var keys = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["keys"]!.AsArray();
        Assert.Equal(2, keys.Count);
        Assert.All(keys, k => Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], k!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Mints_an_ID_token_per_entry_when_the_job_is_claimed_with_GitLabs_claims()
    {
        var (_, runner) = await CreatePipelineAsync(Config);
        var job = await ClaimAsync(runner);
        var one = await VerifiedAsync(Variable(job, "ONE"));
        var two = await VerifiedAsync(Variable(job, "TWO"));
        Assert.Equal("https://gitlab.example.com", (string?)one["iss"]);
        Assert.Equal("project_path:mygroup/myproject:ref_type:branch:ref:main", (string?)one["sub"]);
        Assert.Equal("https://gitlab.example.com", (string?)one["aud"]);
        Assert.Equal(["https://a.example", "https://gitlab.example.com"], two["aud"]!.AsArray().Select(a => (string?)a));
        Assert.Equal((long)one["iat"]! - 5, (long)one["nbf"]!);
        Assert.Equal(3600, (long)one["exp"]! - (long)one["iat"]!);
        Assert.NotEqual((string?)one["jti"], (string?)two["jti"]);
        Assert.Equal("1234", (string?)one["project_id"]);
        Assert.Equal("refs/heads/main", (string?)one["ref_path"]);
        Assert.Equal("gitlab.example.com/mygroup/myproject//.gitlab-ci.yml@refs/heads/main", (string?)one["ci_config_ref_uri"]);
        Assert.True(one["runner_id"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number);
        var payload = job["variables"]!.AsArray().Single(v => (string?)v!["key"] == "ONE")!;
        Assert.True((bool)payload["masked"]! && !(bool)payload["public"]!);
    }

    [Fact]
    public async Task A_job_goes_to_one_of_many_runners_that_ask_at_once()
    {
        var (_, runner) = await CreatePipelineAsync(Config);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RequestAsync(runner)));
        Assert.Equal(1, answers.Count(a => a == HttpStatusCode.Created));
        Assert.All(answers, a => Assert.True(a is HttpStatusCode.Created or HttpStatusCode.NoContent or HttpStatusCode.Conflict, $"{a}"));
    }

    [Fact]
    [Trait("Passes", "D6")]
    public async Task D6_a_runner_gets_jobs_of_its_own_pipeline_only()
    {
        var (_, first) = await CreatePipelineAsync(Config);
        var (_, second) = await CreatePipelineAsync(Config);
        await ClaimAsync(first);
        Assert.Equal(HttpStatusCode.NoContent, await RequestAsync(first));
        await ClaimAsync(second);
    }

    [Fact]
    [Trait("Passes", "D6")]
    public async Task D6_tokens_are_made_once_for_a_job_and_not_when_it_is_finished_or_cancelled()
    {
        var (_, finished) = await CreatePipelineAsync(Config);
        var job = await ClaimAsync(finished);
        using var put = await anyone.PutAsJsonAsync($"/api/v4/jobs/{job["id"]}", new { token = (string)job["token"]!, state = "success" }, Cancel);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await RequestAsync(finished));

        var (cancelled, runner) = await CreatePipelineAsync(Config);
        using var cancel = await administrator.PostAsync($"/api/v4/projects/1234/pipelines/{cancelled}/cancel", null, Cancel);
        Assert.True(cancel.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await RequestAsync(runner));

        var (_, other) = await CreatePipelineAsync(Config);
        Assert.NotEmpty(Variable(await ClaimAsync(other), "ONE"));
    }

    [Fact]
    public async Task Takes_a_log_in_pieces_and_says_where_it_stands()
    {
        var (pipeline, runner) = await CreatePipelineAsync(Config);
        var job = await ClaimAsync(runner);
        Assert.Equal((HttpStatusCode.Accepted, "0-5"), await PatchAsync(job, "0-4", "hello"));
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, "0-5"), await PatchAsync(job, "7-11", "world"));
        Assert.Equal((HttpStatusCode.Accepted, "0-11"), await PatchAsync(job, "5-10", " world"));
        using var put = new HttpRequestMessage(HttpMethod.Put, $"/api/v4/jobs/{job["id"]}")
        {
            Content = JsonContent.Create(new { token = (string)job["token"]!, state = "success", output = new { checksum = "crc32:0d4a1185", bytesize = 11 } }),
        };
        using var finished = await anyone.SendAsync(put, Cancel);
        Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        Assert.Equal("success", (string?)(await GetAsync(administrator, $"/api/v4/projects/mygroup%2Fmyproject/pipelines/{pipeline}"))["status"]);
        Assert.Equal("hello world", await administrator.GetStringAsync($"/api/v4/projects/1234/jobs/{job["id"]}/trace", Cancel));
        Assert.Equal(HttpStatusCode.Forbidden, (await PatchAsync(job, "11-11", "!")).Item1);
    }

    [Fact]
    public async Task Refuses_a_strangers_token_everywhere()
    {
        using var wrong = server.For(Host);
        wrong.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken + "x");
        foreach (var client in (HttpClient[])[anyone, wrong])
            using (var response = await client.GetAsync("/api/v4/user", Cancel))
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("root", (string?)(await GetAsync(administrator, "/api/v4/user"))["username"]);
        Assert.Equal(HttpStatusCode.Forbidden, await RequestAsync("glrt-unknown"));
        var (_, runner) = await CreatePipelineAsync(Config);
        var job = await ClaimAsync(runner);
        job["token"] = "glcbt-other";
        Assert.Equal(HttpStatusCode.Forbidden, (await PatchAsync(job, "0-0", "x")).Item1);
    }

    [Theory]
    [InlineData("auth:\n  script: [echo]\n  rules: []\n", "rules")]
    [InlineData("auth: [", "line")]
    [InlineData("auth:\n  script: [echo]\n  id_tokens:\n    T: {}\n", "missing required keys: aud")]
    [InlineData(".hidden:\n  script: [echo]\n", "job")]
    public async Task Makes_no_pipeline_of_a_broken_file_and_says_why(string config, string reason)
    {
        var answer = await PostPipelineAsync(config);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(reason, answer.Body.ToString(), StringComparison.OrdinalIgnoreCase);
        using var listed = await administrator.GetAsync("/api/v4/projects/1234/pipelines", Cancel);
        Assert.Equal("0", Assert.Single(listed.Headers.GetValues("x-total")));
    }

    [Fact]
    public async Task Answers_an_unknown_route_as_GitLab_does()
    {
        using var response = await anyone.GetAsync("/api/v4/nonsense", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("404 Not Found", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overridden_issuer_changes_the_tokens_and_not_the_documents()
    {
        await using var overridden = await RunningServer.StartAsync(o => o with { CiIdTokensIssuerUrl = "https://public.example.org" });
        using var client = overridden.For(Host);
        Assert.Equal("https://gitlab.example.com", (string?)(await GetAsync(client, "/.well-known/openid-configuration"))["issuer"]);
        client.DefaultRequestHeaders.Add("PRIVATE-TOKEN", overridden.Facts.GitLabToken);
        var created = await PostPipelineAsync(Config, client);
        using var claimed = await client.PostAsJsonAsync("/api/v4/jobs/request", new { token = (string)created.Body["runner"]!["token"]! }, Cancel);
        var job = JsonNode.Parse(await claimed.Content.ReadAsStringAsync(Cancel))!;
        var payload = StrictBase64Url.Decode(Variable(job, "ONE").Split('.')[1])!;
        Assert.Equal("https://public.example.org", (string?)JsonNode.Parse(payload)!["iss"]);
    }

    private async Task<(long Pipeline, string Runner)> CreatePipelineAsync(string config)
    {
        var (status, body) = await PostPipelineAsync(config);
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        return ((long)body["pipeline"]!["id"]!, (string)body["runner"]!["token"]!);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> PostPipelineAsync(string config, HttpClient? client = null)
    {
        client ??= administrator;
        using var ensured = await client.PutAsJsonAsync("/api/v4/projects/mygroup%2Fmyproject/sallyport", new { project_id = 1234 }, Cancel);
        Assert.True(ensured.IsSuccessStatusCode, await ensured.Content.ReadAsStringAsync(Cancel));
        using var response = await client.PostAsJsonAsync(
            "/api/v4/projects/mygroup%2Fmyproject/sallyport/pipeline", new { @ref = "main", sha = new string('a', 40), config }, Cancel);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!);
    }

    private async Task<JsonNode> ClaimAsync(string runner)
    {
        using var response = await anyone.PostAsJsonAsync("/api/v4/jobs/request", new { token = runner, info = new { name = "test" } }, Cancel);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }

    private async Task<HttpStatusCode> RequestAsync(string runner)
    {
        using var response = await anyone.PostAsJsonAsync("/api/v4/jobs/request", new { token = runner }, Cancel);
        return response.StatusCode;
    }

    private async Task<(HttpStatusCode, string?)> PatchAsync(JsonNode job, string range, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v4/jobs/{job["id"]}/trace") { Content = new StringContent(text, Encoding.UTF8, "text/plain") };
        request.Headers.Add("JOB-TOKEN", (string)job["token"]!);
        request.Content.Headers.TryAddWithoutValidation("Content-Range", range);
        using var response = await anyone.SendAsync(request, Cancel);
        return (response.StatusCode, response.Headers.TryGetValues("Range", out var values) ? values.First() : null);
    }

    private static string Variable(JsonNode job, string name) =>
        (string)job["variables"]!.AsArray().Last(v => (string?)v!["key"] == name)!["value"]!;

    private async Task<JsonNode> VerifiedAsync(string token)
    {
        var keys = JwkSet.Read(await anyone.GetByteArrayAsync("/oauth/discovery/keys", Cancel))!;
        var (jws, _) = Jws.Read(token, ["RS256"], ["JWT"]);
        Assert.NotNull(jws!.KeyId);
        Assert.Null(Jws.Verify(jws, keys));
        return JsonNode.Parse(jws.Payload)!;
    }

    private static async Task<JsonNode> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }
}
