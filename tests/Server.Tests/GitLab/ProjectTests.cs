using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Projects, pipelines and jobs through GitLab's REST API.</summary>
public sealed class ProjectTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private HttpClient client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        client = server.For("gitlab.example.com", server.Facts.GitLabToken); // Authorization: Bearer does as well
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Creates_a_project_and_finds_it_by_its_id_and_by_its_encoded_path()
    {
        var (status, created) = await SendAsync(HttpMethod.Post, "/api/v4/projects", """{"name":"mine","visibility":"public","build_timeout":1200}""");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("root/mine", (string?)created["path_with_namespace"]);
        Assert.Equal(("public", 1200, "user"), ((string?)created["visibility"], (int)created["build_timeout"]!, (string?)created["namespace"]!["kind"]));
        foreach (var name in (string[])[$"{created["id"]}", "root%2Fmine", "Root%2fMINE"])
            Assert.Equal((long)created["id"]!, (long)(await SendAsync(HttpMethod.Get, $"/api/v4/projects/{name}")).Body["id"]!);
        Assert.Equal("404 Project Not Found", (string?)(await SendAsync(HttpMethod.Get, "/api/v4/projects/root%2Fother")).Body["message"]);
        Assert.Equal("404 Not Found", (string?)(await SendAsync(HttpMethod.Get, "/api/v4/projects/root/mine")).Body["error"]);
    }

    [Fact]
    public async Task Takes_parameters_from_a_form_and_from_the_query_alike()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("name", "formed")]);
        using var response = await client.PostAsync("/api/v4/projects?default_branch=trunk", form, Cancel);

        var created = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(("root/formed", "trunk"), ((string?)created["path_with_namespace"], (string?)created["default_branch"]));
    }

    [Theory]
    [InlineData("{}", "{\"error\":\"name is missing\"}")]
    [InlineData("""{"name":5}""", "{\"error\":\"name is invalid\"}")]
    [InlineData("""{"name":"a","name":"b"}""", "{\"error\":\"the body is not a JSON object, or names a member twice\"}")]
    [InlineData("[", "{\"error\":\"the body is not a JSON object, or names a member twice\"}")]
    [InlineData("""{"name":"\ud800"}""", "{\"error\":\"name is invalid\"}")]
    [InlineData("""{"name":"a","visibility":"secret"}""", "{\"error\":\"visibility is invalid\"}")]
    [InlineData("""{"name":"a","namespace_id":99}""", "{\"message\":{\"namespace\":[\"is not valid\"]}}")]
    [InlineData("""{"name":"a","build_timeout":5}""", "{\"message\":{\"build_timeout\":[\"needs to be between 10 minutes and 1 month\"]}}")]
    public async Task Refuses_bad_input_in_GitLabs_form(string body, string answer)
    {
        var (status, text) = await SendAsync(HttpMethod.Post, "/api/v4/projects", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer), text), text.ToJsonString());
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("a%2Fb:ref_type")]
    [InlineData("a%2F..")]
    [InlineData("a%2F%2Fb")]
    [InlineData("a%2Fb%20c")]
    public async Task Takes_no_path_that_could_confuse_a_subject(string path) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Put, $"/api/v4/projects/{path}/sallyport", "{}")).Status);

    [Fact]
    public async Task Gives_a_project_the_id_and_the_case_that_it_is_to_be_rehearsed_with()
    {
        var (_, first) = await SendAsync(HttpMethod.Put, "/api/v4/projects/mygroup%2Fmine/sallyport", "{}");
        var (_, renamed) = await SendAsync(HttpMethod.Put, "/api/v4/projects/MyGroup%2Fmine/sallyport", """{"project_id":57382910}""");
        var (_, kept) = await SendAsync(HttpMethod.Put, "/api/v4/projects/MyGroup%2Fmine/sallyport", "{}");

        Assert.NotEqual(57382910, (long)first["id"]!);
        Assert.Equal((57382910, "MyGroup/mine"), ((long)renamed["id"]!, (string?)renamed["path_with_namespace"]));
        Assert.Equal(57382910, (long)kept["id"]!);
        var (status, taken) = await SendAsync(HttpMethod.Put, "/api/v4/projects/other%2Fmine/sallyport", """{"project_id":57382910}""");
        Assert.Equal((HttpStatusCode.BadRequest, """{"message":{"id":["has already been taken"]}}"""), (status, taken.ToJsonString()));
    }

    [Fact]
    public async Task Creates_one_project_when_many_ask_for_it_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync(HttpMethod.Put, "/api/v4/projects/new%2Fone/sallyport", "{}")));

        Assert.All(answers, a => Assert.True(a.Status == HttpStatusCode.OK, a.Body.ToJsonString()));
        Assert.Single(answers.Select(a => (long)a.Body["id"]!).Distinct());
    }

    [Fact]
    public async Task Lists_pipelines_newest_first_in_pages_and_numbers_them_within_the_project()
    {
        for (var i = 0; i < 3; i++)
            await CreatePipelineAsync("job:\n  script: x\n");
        using var page = await client.GetAsync("/api/v4/projects/mygroup%2Fmine/pipelines?per_page=2", Cancel);

        var listed = JsonNode.Parse(await page.Content.ReadAsStringAsync(Cancel))!.AsArray();
        Assert.Equal([3, 2], listed.Select(p => (int)p!["iid"]!));
        Assert.Equal(("3", "2", ""), (Header(page, "x-total"), Header(page, "x-next-page"), Header(page, "x-prev-page")));
        Assert.Contains("page=2&per_page=2>; rel=\"next\"", Header(page, "link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_the_jobs_of_a_pipeline_and_cancels_them()
    {
        var id = (long)(await CreatePipelineAsync("stages: [a, b]\nlast: { stage: b, script: x }\nfirst: { stage: a, script: x }\n"))["pipeline"]!["id"]!;
        var (_, jobs) = await SendAsync(HttpMethod.Get, $"/api/v4/projects/mygroup%2Fmine/pipelines/{id}/jobs");

        Assert.Equal(["first=pending", "last=created"], jobs.AsArray().Select(j => $"{j!["name"]}={j["status"]}"));
        var (_, canceled) = await SendAsync(HttpMethod.Post, $"/api/v4/projects/mygroup%2Fmine/pipelines/{id}/cancel");
        Assert.Equal("canceled", (string?)canceled["status"]);
        Assert.Equal("canceled", (string?)(await SendAsync(HttpMethod.Get, $"/api/v4/projects/mygroup%2Fmine/jobs/{jobs[1]!["id"]}")).Body["status"]);
    }

    [Fact]
    public async Task Shows_no_pipeline_or_job_under_another_project()
    {
        var created = await CreatePipelineAsync("job:\n  script: x\n");
        await SendAsync(HttpMethod.Put, "/api/v4/projects/other%2Fone/sallyport", "{}");
        var (pipeline, job) = ((long)created["pipeline"]!["id"]!, (long)created["jobs"]![0]!["id"]!);

        Assert.Equal("404 Pipeline Not Found", (string?)(await SendAsync(HttpMethod.Get, $"/api/v4/projects/other%2Fone/pipelines/{pipeline}")).Body["message"]);
        Assert.Equal("404 Job Not Found", (string?)(await SendAsync(HttpMethod.Get, $"/api/v4/projects/other%2Fone/jobs/{job}")).Body["message"]);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, $"/api/v4/projects/mygroup%2Fmine/jobs/{job}")).Status);
    }

    [Theory]
    [InlineData("ref", "\"a:b\"")]
    [InlineData("ref", "\"a..b\"")]
    [InlineData("ref", "null")]
    [InlineData("ref_type", "\"merge_request\"")]
    [InlineData("sha", "\"abc\"")]
    [InlineData("sha", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("source", "\"elsewhere\"")]
    [InlineData("config", "null")]
    [InlineData("included", "\"ci/a.yml\"")]
    [InlineData("included", "{\"ci/a.yml\":1}")]
    [InlineData("jobs", "\"job\"")]
    [InlineData("jobs", "[\"nowhere\"]")]
    [InlineData("commit_timestamp", "\"yesterday\"")]
    [InlineData("commit_message", "\"a\\u0000b\"")]
    public async Task Makes_no_pipeline_of_what_it_cannot_stand_for(string name, string value)
    {
        var body = PipelineBody("job:\n  script: x\n");
        Assert.Equal(HttpStatusCode.Created, (await PostPipelineAsync(body)).Status);
        body[name] = JsonNode.Parse(value);

        var (status, answer) = await PostPipelineAsync(body);
        Assert.True(status == HttpStatusCode.BadRequest, answer.ToJsonString());
    }

    [Fact]
    public async Task Reads_an_included_file_that_comes_along_and_refuses_one_that_does_not()
    {
        var body = PipelineBody("include: ci/a.yml\n");
        var (refused, answer) = await PostPipelineAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.Contains("Local file `ci/a.yml` does not exist! (line 1)", answer.ToJsonString(Readable), StringComparison.Ordinal);

        body["included"] = new JsonObject { ["ci/a.yml"] = "job:\n  script: x\n" };
        var (created, pipeline) = await PostPipelineAsync(body);
        Assert.Equal((HttpStatusCode.Created, "job"), (created, (string?)pipeline["jobs"]![0]!["name"]));
    }

    [Fact]
    public async Task Stores_neither_tokens_nor_secrets_in_the_clear()
    {
        var created = await CreatePipelineAsync("job:\n  id_tokens: { TOKEN: { aud: x } }\n  script: x\n");
        var runner = (string)created["runner"]!["token"]!;
        var (_, job) = await SendAsync(HttpMethod.Post, "/api/v4/jobs/request", $$"""{"token":"{{runner}}"}""");
        var idToken = (string)job["variables"]!.AsArray().Last(v => (string?)v!["key"] == "TOKEN")!["value"]!;

        var files = Directory.EnumerateFiles(server.Folder, "*.db*").Select(f => Encoding.Latin1.GetString(ReadShared(f))).ToList();
        Assert.Contains(files, f => f.Contains("refs", StringComparison.Ordinal) || f.Contains("mygroup/mine", StringComparison.Ordinal));
        foreach (var secret in (string[])[server.Facts.GitLabToken, runner, (string)job["token"]!, idToken, idToken.Split('.')[2]])
            Assert.DoesNotContain(files, f => f.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_which_methods_a_route_does_not_take()
    {
        var (status, body) = await SendAsync(HttpMethod.Post, "/api/v4/projects/1");

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "405 Not Allowed"), (status, (string?)body["error"]));
    }

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject PipelineBody(string config) =>
        new() { ["ref"] = "main", ["sha"] = new string('a', 40), ["config"] = config };

    private async Task<JsonNode> CreatePipelineAsync(string config)
    {
        var (status, body) = await PostPipelineAsync(PipelineBody(config));
        Assert.True(status == HttpStatusCode.Created, body.ToJsonString());
        return body;
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> PostPipelineAsync(JsonObject body)
    {
        await SendAsync(HttpMethod.Put, "/api/v4/projects/mygroup%2Fmine/sallyport", "{}");
        return await SendAsync(HttpMethod.Post, "/api/v4/projects/mygroup%2Fmine/sallyport/pipeline", body.ToJsonString());
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, Cancel);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(Cancel))!);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(",", response.Headers.GetValues(name));
}
